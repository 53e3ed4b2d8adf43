package luthier.model;

import java.util.Arrays;
import luthier.InvalidInputException;

/// Positions of the tokens of packed documents.
final class Positions {

  private Positions() {}

  /// Of whole documents, from 0 in each.
  static long[] learned(int most, int[] lengths) {
    return learned(most, new int[lengths.length], lengths);
  }

  /// @param most positions that were learned
  /// @param firsts position of each sequence's first token
  /// @param counts tokens of each
  /// @throws InvalidInputException when a sequence is longer than what was learned
  static long[] learned(int most, int[] firsts, int[] counts) {
    long[] positions = new long[Arrays.stream(counts).sum()];
    int at = 0;
    for (int i = 0; i < counts.length; i++) {
      int length = firsts[i] + counts[i];
      if (length > most) {
        throw new InvalidInputException(
            "a sequence of "
                + length
                + " tokens, expected at most "
                + most
                + ": the model's positions are learned, and there are no more"
                + " (training.max_length)");
      }
      for (int position = firsts[i]; position < length; position++) {
        positions[at++] = position;
      }
    }
    return positions;
  }
}
