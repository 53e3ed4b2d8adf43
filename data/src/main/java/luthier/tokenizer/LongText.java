package luthier.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Encodes a text of any length.
///
/// A text that is longer than the tokenizer takes at once ([Tokenizer#MAX_TEXT]) is cut where a
/// line begins, if possible where a paragraph does, else in front of a blank, else anywhere between
/// two characters. The tokens of the parts, one behind the other, decode to the text; they are
/// those of the whole except, at most, around the cuts.
final class LongText {

  private LongText() {}

  /// The ids of the text with what the tokenizer adds around it.
  static int[] encode(Tokenizer tokenizer, String text) {
    return encode(tokenizer, text, Tokenizer.MAX_TEXT);
  }

  static int[] encode(Tokenizer tokenizer, String text, int most) {
    List<Integer> cuts = cuts(text, most);
    if (cuts.isEmpty()) {
      return tokenizer.encode(text, true);
    }
    String first = text.substring(0, cuts.getFirst());
    int[] bare = tokenizer.encode(first, false);
    int[] whole = tokenizer.encode(first, true);
    int before = indexOf(whole, bare);
    List<int[]> parts = new ArrayList<>();
    parts.add(Arrays.copyOf(whole, before + bare.length));
    for (int i = 0; i < cuts.size(); i++) {
      int to = i + 1 < cuts.size() ? cuts.get(i + 1) : text.length();
      parts.add(tokenizer.encodeContinuation(text.substring(cuts.get(i), to)).ids());
    }
    parts.add(Arrays.copyOfRange(whole, before + bare.length, whole.length));
    return parts.stream().flatMapToInt(Arrays::stream).toArray();
  }

  /// Where a text is cut so that no part is longer than `most` UTF-16 units.
  static List<Integer> cuts(String text, int most) {
    List<Integer> cuts = new ArrayList<>();
    int from = 0;
    while (text.length() - from > most) {
      from = cut(text, from, from + most);
      cuts.add(from);
    }
    return cuts;
  }

  /// The last good place behind `from` and not behind `to`; in the second half of the part, so that
  /// parts do not become many.
  private static int cut(String text, int from, int to) {
    int earliest = from + (to - from) / 2;
    int paragraph = text.lastIndexOf("\n\n", to - 3);
    if (paragraph + 2 >= earliest && text.charAt(paragraph + 2) != '\n') {
      return paragraph + 2;
    }
    int line = text.lastIndexOf('\n', to - 1);
    if (line + 1 >= earliest) {
      return line + 1;
    }
    int blank = text.lastIndexOf(' ', to - 1);
    if (blank > earliest) {
      return blank;
    }
    return Character.isLowSurrogate(text.charAt(to)) ? to - 1 : to;
  }

  private static int indexOf(int[] whole, int[] part) {
    return IntStream.rangeClosed(0, whole.length - part.length)
        .filter(at -> Arrays.equals(whole, at, at + part.length, part, 0, part.length))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("the tokens around a text are not around its own"));
  }
}
