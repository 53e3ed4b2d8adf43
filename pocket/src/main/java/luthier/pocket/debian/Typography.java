package luthier.pocket.debian;

/// One spelling for each sign, so that the small vocabulary is not spent on variants of quotes and
/// blanks.
final class Typography {

  private Typography() {}

  /// @return `text` with plain quotes, dashes and blanks, white space collapsed, ends trimmed
  static String plain(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean blank = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String sign = sign(c);
      if (sign.equals(" ")) {
        if (!blank) {
          out.append(' ');
        }
        blank = true;
      } else if (!sign.isEmpty()) {
        out.append(sign);
        blank = false;
      }
    }
    int end = out.length();
    return end > 0 && out.charAt(end - 1) == ' ' ? out.substring(0, end - 1) : out.toString();
  }

  private static String sign(char c) {
    return switch (c) {
      case '\u2018', '\u2019', '\u201a', '\u02bc', '\u00b4', '`' -> "'";
      case '\u201c', '\u201d', '\u201e', '\u201f', '\u00ab', '\u00bb' -> "\"";
      case '\u2013', '\u2014', '\u2212', '\u2011', '\u2010' -> "-";
      case '\u2026' -> "...";
      case '\u00ad', '\u200b', '\u200c', '\u200d', '\ufeff', '\u00b6' -> "";
      default ->
          Character.isWhitespace(c) || c == '\u00a0' || c == '\u202f' || c < ' '
              ? " "
              : String.valueOf(c);
    };
  }
}
