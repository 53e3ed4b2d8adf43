package luthier.recipe;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Writes scalars so that [YamlReader] reads the same value.
final class Yaml {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./+@-]*");
  private static final Set<String> NOT_TEXT = Set.of("null", "true", "false");

  private Yaml() {}

  /// Without quotes where it can be.
  static String text(String value) {
    if (PLAIN.matcher(value).matches() && !NOT_TEXT.contains(value.toLowerCase(Locale.ROOT))) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~' && !Character.isLetterOrDigit(c)) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /// The shortest digits that read as the same double: `0.05`, `2e-4`, `1.0`.
  static String number(double value) {
    return Double.toString(value).replace(".0E", "e").replace("E", "e");
  }
}
