package luthier.metric;

import java.util.List;

/// Words and marks as the evaluations of machine translation at WMT cut them (NIST's mteval version
/// 13a, its rules for Western languages): marks stand alone, except apostrophes and dashes, which
/// stay with their word, and full stops and commas between digits; a dash after a digit stands
/// alone.
final class Tokens13a {

  private Tokens13a() {}

  static List<String> of(String text) {
    String line = " " + joined(Words.stripTrailing(text)) + " ";
    return Words.of(dashes(beforeOthers(afterOthers(marks(line)))));
  }

  /// Words that were cut at the end of a line in one piece, and marks instead of their names.
  private static String joined(String text) {
    return text.replace("<skipped>", "")
        .replace("-\n", "")
        .replace('\n', ' ')
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
  }

  /// All ASCII marks but `'`, `,`, `-` and `.` stand alone.
  private static String marks(String line) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean mark =
          c >= '!' && c <= '&'
              || c >= '(' && c <= '+'
              || c == '/'
              || c >= ':' && c <= '@'
              || c >= '[' && c <= '`'
              || c >= '{' && c <= '~';
      if (mark) {
        out.append(' ').append(c).append(' ');
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /// A full stop or comma after anything but a digit stands alone. What stood before one does not
  /// count again as the neighbour of the next: of two in a row the second is left as it is.
  private static String afterOthers(String line) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      out.append(c);
      i++;
      if (!digit(c) && i < line.length() && point(line.charAt(i))) {
        out.append(' ').append(line.charAt(i)).append(' ');
        i++;
      }
    }
    return out.toString();
  }

  /// A full stop or comma before anything but a digit stands alone; pairs as above.
  private static String beforeOthers(String line) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      i++;
      if (point(c) && i < line.length() && !digit(line.charAt(i))) {
        out.append(' ').append(c).append(' ').append(line.charAt(i));
        i++;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String dashes(String line) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '-' && i > 0 && digit(line.charAt(i - 1))) {
        out.append(' ').append(c).append(' ');
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean point(char c) {
    return c == '.' || c == ',';
  }
}
