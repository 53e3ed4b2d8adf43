package luthier.estimate;

/// What regularisation holds and computes besides.
///
/// @param copies float32 values of each trained weight besides the optimizer's: a moving average, a
///   starting point
/// @param base whether the frozen base is there as a second model
/// @param views passes of each step over the same examples that have a way back
/// @param forward those that have none
public record Besides(int copies, boolean base, int views, int forward) {

  /// A run without.
  public static final Besides NOTHING = new Besides(0, false, 1, 0);
}
