package luthier.profile;

/// A span that is over.
///
/// @param depth of how many others it is inside
/// @param start nanoseconds of the process's clock
/// @param end of the same clock
/// @param operations floating-point operations of matrix products; 0 for other work
record Event(String name, int depth, long start, long end, double operations) {

  long nanos() {
    return end - start;
  }
}
