package luthier.jinja;

import java.util.Locale;
import java.util.function.IntPredicate;

/// Upper and lower case; a character may become several.
final class Casing {

  private Casing() {}

  static Text upper(Environment env, Text text) {
    TextBuilder out = env.newText();
    each(text, (chars, at, mark) -> out.append(chars.toUpperCase(Locale.ROOT), mark));
    return out.toText();
  }

  static Text lower(Environment env, Text text) {
    TextBuilder out = env.newText();
    each(text, (chars, at, mark) -> out.append(lowerAt(text, chars, at), mark));
    return out.toText();
  }

  /// Each word begins in title case.
  ///
  /// @param inWord whether a character before another one makes it no beginning
  static Text title(Environment env, Text text, IntPredicate inWord) {
    TextBuilder out = env.newText();
    boolean[] inside = {false};
    each(
        text,
        (chars, at, mark) -> {
          int c = chars.codePointAt(0);
          String cased =
              inside[0]
                  ? lowerAt(text, chars, at)
                  : new String(Character.toChars(Character.toTitleCase(c)));
          out.append(cased.equals(chars) && !inside[0] ? upperIfSpecial(chars) : cased, mark);
          inside[0] = inWord.test(c);
        });
    return out.toText();
  }

  /// Characters such as the German sharp s have no single title case.
  private static String upperIfSpecial(String chars) {
    String upper = chars.toUpperCase(Locale.ROOT);
    return upper.length() > chars.length()
        ? upper.substring(0, 1) + upper.substring(1).toLowerCase(Locale.ROOT)
        : chars;
  }

  static Text capitalize(Environment env, Text text) {
    TextBuilder out = env.newText();
    each(
        text,
        (chars, at, mark) -> {
          int c = chars.codePointAt(0);
          String first = new String(Character.toChars(Character.toTitleCase(c)));
          out.append(at == 0 ? first : lowerAt(text, chars, at), mark);
        });
    return out.toText();
  }

  static Text swap(Environment env, Text text) {
    TextBuilder out = env.newText();
    each(
        text,
        (chars, at, mark) ->
            out.append(
                Character.isUpperCase(chars.codePointAt(0))
                    ? lowerAt(text, chars, at)
                    : chars.toUpperCase(Locale.ROOT),
                mark));
    return out.toText();
  }

  /// The lower case of a character where it stands: a sigma that ends a word has its own.
  private static String lowerAt(Text text, String chars, int at) {
    if (!chars.equals("Σ")) {
      return chars.toLowerCase(Locale.ROOT);
    }
    String all = text.chars();
    boolean before = at > 0 && Character.isLetter(all.codePointBefore(at));
    boolean after = at + 1 < all.length() && Character.isLetter(all.codePointAt(at + 1));
    return before && !after ? "ς" : "σ";
  }

  private interface Sink {
    void accept(String character, int at, Mark mark);
  }

  private static void each(Text text, Sink sink) {
    String chars = text.chars();
    for (int i = 0; i < chars.length(); ) {
      int width = Character.charCount(chars.codePointAt(i));
      sink.accept(chars.substring(i, i + width), i, text.mark(i));
      i += width;
    }
  }
}
