package luthier.operation;

import java.util.Arrays;

/// How the tokens of a packed micro-batch divide into documents, which must not see each other.
///
/// @param lengths tokens of each document
/// @param keys identity of each document for its random numbers; same count
public record Documents(int[] lengths, long[] keys) {

  public Documents {
    if (lengths.length == 0 || lengths.length != keys.length) {
      throw new IllegalArgumentException(lengths.length + " lengths, " + keys.length + " keys");
    }
  }

  /// Documents without random numbers.
  public static Documents of(int... lengths) {
    return new Documents(lengths, new long[lengths.length]);
  }

  public int tokens() {
    return Arrays.stream(lengths).sum();
  }
}
