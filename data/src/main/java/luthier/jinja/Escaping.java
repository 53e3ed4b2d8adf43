package luthier.jinja;

/// HTML escapes, for templates that ask for them.
final class Escaping {

  private Escaping() {}

  /// The text with `& < > " '` escaped, unless it is escaped already.
  static Text escape(Environment environment, Text text) {
    if (text.safe()) {
      return text;
    }
    TextBuilder out = environment.newText();
    String chars = text.chars();
    for (int i = 0; i < chars.length(); i++) {
      Mark mark = text.mark(i);
      switch (chars.charAt(i)) {
        case '&' -> out.append("&amp;", mark);
        case '<' -> out.append("&lt;", mark);
        case '>' -> out.append("&gt;", mark);
        case '"' -> out.append("&#34;", mark);
        case '\'' -> out.append("&#39;", mark);
        default -> out.append(text, i, i + 1);
      }
    }
    return out.toText().withSafe(true);
  }
}
