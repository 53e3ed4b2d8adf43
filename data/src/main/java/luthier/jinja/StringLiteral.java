package luthier.jinja;

/// Python's escapes in string literals.
final class StringLiteral {

  private StringLiteral() {}

  /// @param quoted the characters between the quotes
  /// @throws TemplateError where an escape is cut short or unknown to us
  static String unescape(String quoted) {
    if (quoted.indexOf('\\') < 0) {
      return quoted;
    }
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < quoted.length()) {
      char c = quoted.charAt(i);
      if (c != '\\' || i + 1 == quoted.length()) {
        out.append(c);
        i++;
      } else {
        i = escape(quoted, i + 1, out);
      }
    }
    return out.toString();
  }

  /// Appends the escape whose letter is at `at`; gives the position after it.
  private static int escape(String quoted, int at, StringBuilder out) {
    char letter = quoted.charAt(at);
    switch (letter) {
      case 'n' -> out.append('\n');
      case 't' -> out.append('\t');
      case 'r' -> out.append('\r');
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'v' -> out.append('\u000b');
      case '\\', '\'', '"' -> out.append(letter);
      case '\n' -> {}
      case 'x' -> {
        return hex(quoted, at + 1, 2, out);
      }
      case 'u' -> {
        return hex(quoted, at + 1, 4, out);
      }
      case 'U' -> {
        return hex(quoted, at + 1, 8, out);
      }
      case 'N' -> throw new TemplateError("escape \\N{…} is not supported, write \\u…");
      default -> {
        if (letter >= '0' && letter <= '7') {
          return octal(quoted, at, out);
        }
        out.append('\\').append(letter); // Python keeps unknown escapes
      }
    }
    return at + 1;
  }

  private static int hex(String quoted, int from, int digits, StringBuilder out) {
    int code = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = i < quoted.length() ? Character.digit(quoted.charAt(i), 16) : -1;
      if (digit < 0) {
        throw new TemplateError("string escape needs " + digits + " hexadecimal digits");
      }
      code = code << 4 | digit;
    }
    if (!Character.isValidCodePoint(code)) {
      throw new TemplateError("string escape is no Unicode character");
    }
    out.appendCodePoint(code);
    return from + digits;
  }

  private static int octal(String quoted, int from, StringBuilder out) {
    int end = from;
    int code = 0;
    while (end < Math.min(from + 3, quoted.length())
        && quoted.charAt(end) >= '0'
        && quoted.charAt(end) <= '7') {
      code = code * 8 + quoted.charAt(end++) - '0';
    }
    out.appendCodePoint(code);
    return end;
  }
}
