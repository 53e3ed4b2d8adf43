package luthier.tokenizer;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The tokens of a text, or of a pair of texts, as an encoder reads it.
///
/// @param ids token ids
/// @param types the token type of each, which tells the texts of a pair apart
/// @param source which text each token is of, 0 or 1, or [#ADDED]
/// @param start where each token begins in its text, in UTF-16 units
/// @param end where each token ends, exclusive
/// @param word which word of its text each token is of, from 0, as the tokenizer's own rules cut it
///   before it looks for tokens; [#ADDED] of added ones
public record InputEncoding(
    int[] ids, int[] types, int[] source, int[] start, int[] end, int[] word) {

  /// The source, and the word, of a token that the tokenizer's own rules added.
  public static final int ADDED = -1;

  /// How many tokens there are.
  public int length() {
    return ids.length;
  }

  /// At most so many tokens: those at the end of the longer text go first, as transformers'
  /// `longest_first` does; added ones stay.
  public InputEncoding cutTo(int most) {
    int[] kept = IntStream.range(0, ids.length).toArray();
    int[] left = {count(0), count(1)};
    int excess = ids.length - most;
    while (excess > 0 && left[0] + left[1] > 0) {
      left[left[1] >= left[0] && left[1] > 0 ? 1 : 0]--;
      excess--;
    }
    int[] seen = new int[2];
    int[] places =
        Arrays.stream(kept)
            .filter(i -> source[i] == ADDED || seen[source[i]]++ < left[source[i]])
            .toArray();
    return new InputEncoding(
        at(ids, places),
        at(types, places),
        at(source, places),
        at(start, places),
        at(end, places),
        at(word, places));
  }

  private int count(int text) {
    return (int) Arrays.stream(source).filter(s -> s == text).count();
  }

  private static int[] at(int[] values, int[] places) {
    return Arrays.stream(places).map(i -> values[i]).toArray();
  }
}
