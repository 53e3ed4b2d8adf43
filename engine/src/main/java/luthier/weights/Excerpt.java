package luthier.weights;

import java.util.Collection;
import java.util.StringJoiner;

/// Pieces of foreign files as they may appear in a message: short, on one line, without control
/// characters.
final class Excerpt {

  private static final int LONGEST = 80;

  private Excerpt() {}

  /// At most 80 characters of `text`.
  static String of(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length() && shown.length() < LONGEST; i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return text.length() > LONGEST ? shown.append('…').toString() : shown.toString();
  }

  /// The first `most` of `items`, one a line, and how many more there are.
  static String list(Collection<String> items, int most) {
    StringJoiner lines = new StringJoiner("\n");
    items.stream().limit(most).forEach(item -> lines.add("  " + item));
    if (items.size() > most) {
      lines.add("  … and " + (items.size() - most) + " more");
    }
    return lines.toString();
  }

  /// A number of bytes in a unit that people read.
  static String bytes(long count) {
    if (count < 10_000) {
      return count + " bytes";
    }
    String[] units = {"kB", "MB", "GB", "TB", "PB", "EB"};
    double value = count / 1e3;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return (value >= 10
            ? Long.toString(Math.round(value))
            : Double.toString(Math.round(value * 10) / 10.0))
        + " "
        + units[unit];
  }
}
