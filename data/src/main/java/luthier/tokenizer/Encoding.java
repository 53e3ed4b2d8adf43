package luthier.tokenizer;

import java.util.Arrays;

/// The tokens of one text.
///
/// A token that holds only part of a character's bytes covers the whole character, so neighbouring
/// tokens may overlap. A token that stands for no text (added by the tokenizer's own rules) has an
/// empty range.
///
/// @param ids token ids
/// @param start where each token begins in the text, in UTF-16 units
/// @param end where each token ends, exclusive
public record Encoding(int[] ids, int[] start, int[] end) {

  public Encoding {
    if (ids.length != start.length || ids.length != end.length) {
      throw new IllegalArgumentException(
          ids.length + " ids, " + start.length + " starts, " + end.length + " ends");
    }
  }

  /// How many tokens there are.
  public int length() {
    return ids.length;
  }

  /// These tokens and those of the text behind this one's.
  ///
  /// @param units length of this text in UTF-16 units
  Encoding followedBy(Encoding next, int units) {
    int[] allIds = Arrays.copyOf(ids, ids.length + next.ids.length);
    int[] allStart = Arrays.copyOf(start, allIds.length);
    int[] allEnd = Arrays.copyOf(end, allIds.length);
    for (int i = 0; i < next.ids.length; i++) {
      allIds[ids.length + i] = next.ids[i];
      allStart[ids.length + i] = next.start[i] + units;
      allEnd[ids.length + i] = next.end[i] + units;
    }
    return new Encoding(allIds, allStart, allEnd);
  }
}
