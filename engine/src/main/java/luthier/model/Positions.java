package luthier.model;

import luthier.InvalidInputException;

/// Positions of the tokens of packed documents.
final class Positions {

  private Positions() {}

  /// @param most positions that were learned
  /// @param first position of each document's first token
  /// @throws InvalidInputException when a document is longer than what was learned
  static long[] learned(int most, int first, int... lengths) {
    int tokens = 0;
    for (int length : lengths) {
      if (first + length > most) {
        throw new InvalidInputException(
            "a sequence of "
                + (first + length)
                + " tokens, expected at most "
                + most
                + ": the model's positions are learned, and there are no more"
                + " (training.max_length)");
      }
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
