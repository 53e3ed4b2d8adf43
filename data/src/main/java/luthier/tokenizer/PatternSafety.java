package luthier.tokenizer;

import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// Refuses regular expressions whose matching may take exponential time: the native library
/// backtracks.
final class PatternSafety {

  private static final int LONGEST = 10_000;

  private PatternSafety() {}

  /// Looks at every `Regex` of normalisers, pre-tokenizers and decoders.
  static void require(Path path, JsonNode json) {
    for (String part : new String[] {"normalizer", "pre_tokenizer", "decoder"}) {
      look(path, part, json.path(part));
    }
  }

  private static void look(Path path, String where, JsonNode node) {
    if (node.isObject()) {
      JsonNode regex = node.path("Regex");
      if (regex.isString() && isCatastrophic(regex.asString())) {
        throw TokenizerFile.wrong(
            path,
            where,
            "a regular expression with a repetition inside a repetition, which can take for ever: "
                + regex.asString().substring(0, Math.min(80, regex.asString().length())));
      }
      node.properties().forEach(e -> look(path, where + "." + e.getKey(), e.getValue()));
    } else if (node.isArray()) {
      node.forEach(child -> look(path, where, child));
    }
  }

  /// Whether a group that is repeated without bound holds an unbounded repetition or an
  /// alternative, such as `(a+)+` and `(a|a)*`.
  static boolean isCatastrophic(String pattern) {
    if (pattern.length() > LONGEST) {
      return true;
    }
    return scan(pattern, 0, pattern.length());
  }

  private static boolean scan(String pattern, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[') {
        i = endOfClass(pattern, i);
      } else if (c == '(') {
        int end = endOfGroup(pattern, i);
        boolean repeated = end + 1 < to && isUnbounded(pattern, end + 1);
        if (repeated && isRisky(pattern, i + 1, end)) {
          return true;
        }
        if (scan(pattern, i + 1, end)) {
          return true;
        }
        i = end;
      }
    }
    return false;
  }

  private static boolean isRisky(String pattern, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[') {
        i = endOfClass(pattern, i);
      } else if (c == '|' || isUnbounded(pattern, i)) {
        return true;
      }
    }
    return false;
  }

  /// `*`, `+` or `{n,}` that is not possessive.
  private static boolean isUnbounded(String pattern, int at) {
    char c = pattern.charAt(at);
    boolean repetition =
        c == '*' || c == '+' || (c == '{' && pattern.substring(at).matches("(?s)\\{\\d+,\\}.*"));
    if (!repetition) {
      return false;
    }
    int next = c == '{' ? pattern.indexOf('}', at) + 1 : at + 1;
    return next >= pattern.length() || pattern.charAt(next) != '+';
  }

  private static int endOfClass(String pattern, int at) {
    int i = at + 1;
    if (i < pattern.length() && pattern.charAt(i) == '^') {
      i++;
    }
    for (i++; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == ']') {
        return i;
      }
    }
    return pattern.length() - 1;
  }

  private static int endOfGroup(String pattern, int at) {
    int depth = 0;
    for (int i = at; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[') {
        i = endOfClass(pattern, i);
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
        if (depth == 0) {
          return i;
        }
      }
    }
    return pattern.length() - 1;
  }
}
