package luthier.tokenizer;

import java.util.ArrayList;
import java.util.List;

/// Reads a regular expression in the syntax of Oniguruma (Ruby), which `tokenizer.json` files use.
///
/// Atomic groups and possessive repetitions are read as ordinary ones, look-behinds as conditions
/// without content: what is judged backtracks at least as much as the original.
final class RegexParser {

  /// A construct whose running time is not judged.
  static final class NotJudged extends Exception {

    NotJudged(String problem) {
      super(problem);
    }
  }

  private static final int MAX_LENGTH = 20_000;
  private static final int MAX_DEPTH = 50;

  private final String pattern;
  private int at;
  private int depth;
  private boolean ignoreCase;

  private RegexParser(String pattern) {
    this.pattern = pattern;
  }

  static RegexNode parse(String pattern) throws NotJudged {
    if (pattern.length() > MAX_LENGTH) {
      throw new NotJudged(
          "it is " + pattern.length() + " characters long, more than " + MAX_LENGTH);
    }
    RegexParser parser = new RegexParser(pattern);
    RegexNode node = parser.choice();
    if (parser.at < pattern.length()) {
      throw new NotJudged("it has a closing parenthesis without an opening one");
    }
    return node;
  }

  private RegexNode choice() throws NotJudged {
    boolean outerCase = ignoreCase;
    List<RegexNode> options = new ArrayList<>();
    options.add(sequence());
    while (at < pattern.length() && pattern.charAt(at) == '|') {
      at++;
      options.add(sequence());
    }
    ignoreCase = outerCase;
    return options.size() == 1 ? options.getFirst() : new RegexNode.Choice(options);
  }

  private RegexNode sequence() throws NotJudged {
    List<RegexNode> parts = new ArrayList<>();
    while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
      parts.add(repeated(single()));
    }
    return parts.size() == 1 ? parts.getFirst() : new RegexNode.Sequence(parts);
  }

  private RegexNode repeated(RegexNode body) {
    RegexNode node = body;
    while (at < pattern.length()) {
      char next = pattern.charAt(at);
      if (next == '*' || next == '+' || next == '?') {
        at++;
        node = new RegexNode.Repeat(node, next == '+' ? 1 : 0, next == '?' ? 1 : Integer.MAX_VALUE);
        // A lazy or possessive mark changes what is tried first, not how much there is to try.
        if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == '+')) {
          at++;
        }
        continue;
      }
      int[] bounds = next == '{' ? bounds() : new int[0];
      if (bounds.length == 0) {
        break;
      }
      node = new RegexNode.Repeat(node, bounds[0], bounds[1]);
      if (at < pattern.length() && pattern.charAt(at) == '?') {
        at++;
      }
    }
    return node;
  }

  /// Reads `{n}`, `{n,}`, `{,m}` or `{n,m}`; empty, with nothing read, where the brace is plain
  /// text.
  private int[] bounds() {
    int close = pattern.indexOf('}', at);
    if (close < 0) {
      return new int[0];
    }
    String inside = pattern.substring(at + 1, close);
    if (!inside.matches("\\d{1,6}(,\\d{0,6})?|,\\d{1,6}")) {
      return new int[0];
    }
    at = close + 1;
    int comma = inside.indexOf(',');
    if (comma < 0) {
      return new int[] {Integer.parseInt(inside), Integer.parseInt(inside)};
    }
    String min = inside.substring(0, comma);
    String max = inside.substring(comma + 1);
    return new int[] {
      min.isEmpty() ? 0 : Integer.parseInt(min),
      max.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(max)
    };
  }

  private RegexNode single() throws NotJudged {
    char next = pattern.charAt(at);
    switch (next) {
      case '(' -> {
        at++;
        return group();
      }
      case '[' -> {
        int start = at;
        at = endOfClass(at);
        return chars(RegexClass.toJava(pattern.substring(start, at)));
      }
      case '\\' -> {
        return escape();
      }
      case '^', '$' -> {
        at++;
        return new RegexNode.Condition(RegexNode.empty());
      }
      case '.' -> {
        at++;
        return chars(RegexClass.ANY);
      }
      default -> {
        int character = pattern.codePointAt(at);
        at += Character.charCount(character);
        return chars(RegexClass.literal(character));
      }
    }
  }

  private RegexNode chars(String javaClass) {
    return new RegexNode.Chars(javaClass, ignoreCase);
  }

  private RegexNode group() throws NotJudged {
    if (++depth > MAX_DEPTH) {
      throw new NotJudged("its groups are nested more than " + MAX_DEPTH + " deep");
    }
    RegexNode node = groupContent();
    depth--;
    return node;
  }

  private RegexNode groupContent() throws NotJudged {
    if (take("?:") || take("?>")) {
      return closed(choice());
    }
    if (take("?=") || take("?!")) {
      return new RegexNode.Condition(closed(choice()));
    }
    if (take("?<=") || take("?<!")) {
      closed(choice());
      return new RegexNode.Condition(RegexNode.empty());
    }
    if (take("?#")) {
      at = pattern.indexOf(')', at);
      if (at < 0) {
        throw new NotJudged("a comment is not closed");
      }
      return closed(RegexNode.empty());
    }
    if (take("?<") || take("?'")) {
      int end = at;
      while (end < pattern.length() && Character.isJavaIdentifierPart(pattern.charAt(end))) {
        end++;
      }
      at = Math.min(end + 1, pattern.length());
      return closed(choice());
    }
    if (take("?")) {
      return options();
    }
    return closed(choice());
  }

  /// Reads `(?i)`, `(?i:…)`, `(?-i:…)`, after the question mark.
  private RegexNode options() throws NotJudged {
    boolean outerCase = ignoreCase;
    boolean on = true;
    while (at < pattern.length() && "im-".indexOf(pattern.charAt(at)) >= 0) {
      char option = pattern.charAt(at++);
      if (option == '-') {
        on = false;
      } else if (option == 'i') {
        ignoreCase = on;
      }
    }
    if (take(":")) {
      RegexNode node = closed(choice());
      ignoreCase = outerCase;
      return node;
    }
    if (take(")")) {
      return RegexNode.empty();
    }
    throw new NotJudged("it uses a group of a kind that is not known");
  }

  private RegexNode closed(RegexNode node) throws NotJudged {
    if (at >= pattern.length() || pattern.charAt(at) != ')') {
      throw new NotJudged("a group is not closed");
    }
    at++;
    return node;
  }

  private boolean take(String text) {
    if (!pattern.startsWith(text, at)) {
      return false;
    }
    at += text.length();
    return true;
  }

  private RegexNode escape() throws NotJudged {
    if (at + 1 >= pattern.length()) {
      throw new NotJudged("it ends with a backslash");
    }
    char kind = pattern.charAt(at + 1);
    if ((kind >= '1' && kind <= '9') || kind == 'k' || kind == 'g' || kind == 'X') {
      throw new NotJudged("it uses \\" + kind + ", a reference or a construct of any length");
    }
    if ("bBAZzGyY".indexOf(kind) >= 0) {
      at += 2;
      return new RegexNode.Condition(RegexNode.empty());
    }
    if (kind == 'K') {
      at += 2;
      return RegexNode.empty();
    }
    if (kind == 'R') {
      at += 2;
      return new RegexNode.Repeat(chars("[\\n-\\r\\x85\\u2028\\u2029]"), 1, 2);
    }
    int start = at;
    at = endOfEscape(at);
    return chars(RegexClass.toJava("[" + pattern.substring(start, at) + "]"));
  }

  private int endOfEscape(int start) throws NotJudged {
    char kind = pattern.charAt(start + 1);
    if ((kind == 'p' || kind == 'P' || kind == 'x') && pattern.startsWith("{", start + 2)) {
      int close = pattern.indexOf('}', start);
      if (close < 0) {
        throw new NotJudged("a brace is not closed");
      }
      return close + 1;
    }
    int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 0;
    if (digits > 0) {
      return Math.min(start + 2 + digits, pattern.length());
    }
    return start + 1 + Character.charCount(pattern.codePointAt(start + 1));
  }

  /// The index after the bracket that closes the class opened at `start`.
  private int endOfClass(int start) throws NotJudged {
    int open = 0;
    for (int i = start; i < pattern.length(); i++) {
      char next = pattern.charAt(i);
      if (next == '\\') {
        i++;
      } else if (pattern.startsWith("[:", i) && pattern.indexOf(":]", i) > 0 && open > 0) {
        i = pattern.indexOf(":]", i) + 1;
      } else if (next == '[') {
        open++;
        // A closing bracket right after the opening one is plain text.
        if (pattern.startsWith("]", i + 1)) {
          i++;
        } else if (pattern.startsWith("^]", i + 1)) {
          i += 2;
        }
      } else if (next == ']' && --open == 0) {
        return i + 1;
      }
    }
    throw new NotJudged("a character class is not closed");
  }
}
