package luthier.pocket.talk;

import java.util.Locale;

/// Finishing touches on expanded rules.
final class Sentences {

  private Sentences() {}

  /// Single blanks, no blank before a comma or full stop, a capital at each start of a sentence.
  /// Quoted text after a colon stays as it is, since it may be data.
  static String tidy(String text) {
    String clean =
        text.replaceAll(" {2,}", " ")
            .replaceAll(" +([,.])(?=\\s|$)", "$1")
            .replaceAll(" *\n *", "\n")
            .strip();
    StringBuilder out = new StringBuilder(clean);
    boolean start = true;
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (Character.isLetterOrDigit(c) || c == '"' || c == '«') {
        if (start) {
          out.setCharAt(i, Character.toUpperCase(c));
        }
        start = false;
      } else if (c == '\n' || c == ' ' && i > 0 && ".!?".indexOf(out.charAt(i - 1)) >= 0) {
        start = true;
      }
    }
    return out.toString();
  }

  static String capitalised(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /// @return "a", "a and b", "a, b and c"
  static String list(java.util.List<String> items, String last) {
    if (items.size() == 1) {
      return items.get(0);
    }
    int end = items.size() - 1;
    return String.join(", ", items.subList(0, end)) + " " + last + " " + items.get(end);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
