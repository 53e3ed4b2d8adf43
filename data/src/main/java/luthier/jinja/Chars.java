package luthier.jinja;

/// Python's classes of characters, where they differ from Java's.
final class Chars {

  private Chars() {}

  /// What `strip` and `split` take for white space.
  static boolean isSpace(int codePoint) {
    return codePoint >= 0x09 && codePoint <= 0x0d
        || codePoint >= 0x1c && codePoint <= 0x20
        || codePoint == 0x85
        || Character.isSpaceChar(codePoint);
  }

  /// Where `splitlines` cuts.
  static boolean isLineEnd(int c) {
    return c >= 0x0a && c <= 0x0d
        || c >= 0x1c && c <= 0x1e
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  /// What `repr` shows as it is.
  static boolean isPrintable(int codePoint) {
    if (codePoint == ' ') {
      return true;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /// Has a case: what makes `title` and `istitle` see a word.
  static boolean isCased(int codePoint) {
    return Character.isUpperCase(codePoint)
        || Character.isLowerCase(codePoint)
        || Character.isTitleCase(codePoint);
  }

  /// Part of a word: `\w` of Python's regular expressions.
  static boolean isWord(int codePoint) {
    return codePoint == '_' || isAlphanumeric(codePoint);
  }

  static boolean isAlphanumeric(int codePoint) {
    return Character.isLetter(codePoint) || isNumeric(codePoint);
  }

  /// Any numeric character: digits, fractions, Roman numerals.
  static boolean isNumeric(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  /// Decimal digits and superscripts.
  static boolean isDigit(int codePoint) {
    return Character.isDigit(codePoint)
        || codePoint == 0xb2
        || codePoint == 0xb3
        || codePoint == 0xb9
        || codePoint == 0x2070
        || codePoint >= 0x2074 && codePoint <= 0x2079
        || codePoint >= 0x2080 && codePoint <= 0x2089;
  }
}
