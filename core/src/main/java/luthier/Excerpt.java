package luthier;

/// Foreign text as an error message may show it: in quotes, short, and without control characters,
/// so that a value of the data can neither flood a message nor forge a line of a log.
public final class Excerpt {

  private static final int MAX_CHARS = 80;

  private Excerpt() {}

  /// The text in single quotes, cut to 80 characters, control characters and lone surrogates
  /// escaped.
  public static String of(String text) {
    StringBuilder shown = new StringBuilder("'");
    int end = Math.min(text.length(), MAX_CHARS);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    for (int i = 0; i < end; ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      append(shown, codePoint);
    }
    return shown.append(end < text.length() ? "…'" : "'").toString();
  }

  private static void append(StringBuilder shown, int codePoint) {
    int type = Character.getType(codePoint);
    boolean invisible =
        Character.isISOControl(codePoint)
            || type == Character.FORMAT
            || type == Character.SURROGATE
            || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR;
    if (codePoint == '\n') {
      shown.append("\\n");
    } else if (invisible) {
      shown.append(String.format("\\u%04x", codePoint));
    } else {
      shown.appendCodePoint(codePoint);
    }
  }
}
