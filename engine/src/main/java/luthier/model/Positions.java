package luthier.model;

/// Positions of the tokens of packed documents.
final class Positions {

  private Positions() {}

  /// @param first position of each document's first token
  static long[] of(int first, int... lengths) {
    int tokens = 0;
    for (int length : lengths) {
      tokens += length;
    }
    long[] positions = new long[tokens];
    int at = 0;
    for (int length : lengths) {
      for (int i = 0; i < length; i++) {
        positions[at++] = first + i;
      }
    }
    return positions;
  }
}
