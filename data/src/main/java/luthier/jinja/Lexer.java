package luthier.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a template into tokens, and its data where Jinja's `trim_blocks` and `lstrip_blocks` cut: a
/// line break right after a block or comment is dropped, and so is white space between the start of
/// a line and a block or comment. A `-` strips all white space on its side, a `+` keeps it.
final class Lexer {

  private static final Pattern NEWLINE = Pattern.compile("\r\n|\r");
  private static final Pattern RAW_BEGIN =
      Pattern.compile("\\{%[-+]?\\s*raw\\s*(?:-%}\\s*|%})", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern RAW_END =
      Pattern.compile(
          "\\{%([-+]?)\\s*endraw\\s*(?:\\+%}|-%}\\s*|%}\n?)", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern FLOAT =
      Pattern.compile(
          "(?<!\\.)(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+)");
  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?\\d)*|0(?:_?0)*");
  private static final List<String> OPERATORS =
      List.of(
          "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int pos;
  private int line = 1;
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  /// All tokens of a template, ending with one of type END.
  ///
  /// @throws TemplateError with its line, where the template is malformed
  static List<Token> tokens(String source) {
    String lines = NEWLINE.matcher(source).replaceAll("\n");
    // one line break at the end belongs to the file, not to the template
    String template = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
    Lexer lexer = new Lexer(template);
    try {
      lexer.root();
    } catch (TemplateError error) {
      throw error.at(lexer.line);
    }
    return lexer.tokens;
  }

  private void root() {
    while (pos < source.length()) {
      int open = nextDelimiter();
      if (open < 0) {
        data(source.substring(pos));
        advance(source.length());
        break;
      }
      Matcher raw = RAW_BEGIN.matcher(source).region(open, source.length());
      char kind = source.charAt(open + 1);
      int inside = open + 2;
      char sign = inside < source.length() ? source.charAt(inside) : ' ';
      boolean signed = sign == '-' || sign == '+';
      data(stripped(source.substring(pos, open), signed ? sign : ' ', kind != '{'));
      if (raw.lookingAt()) {
        advance(raw.end());
        raw();
        continue;
      }
      advance(open);
      switch (kind) {
        case '#' -> comment(signed ? inside + 1 : inside);
        case '%' -> code(signed ? inside + 1 : inside, Token.Type.BLOCK_BEGIN);
        default -> code(signed ? inside + 1 : inside, Token.Type.VARIABLE_BEGIN);
      }
    }
    add(Token.Type.END, "");
  }

  private int nextDelimiter() {
    for (int i = source.indexOf('{', pos); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /// The data before a delimiter.
  private String stripped(String data, char sign, boolean block) {
    if (sign == '-') {
      int end = data.length();
      while (end > 0 && Chars.isSpace(data.charAt(end - 1))) {
        end--;
      }
      return data.substring(0, end);
    }
    int lineStart = data.lastIndexOf('\n') + 1;
    if (sign != '+' && block && (lineStart > 0 || lineStarting)) {
      for (int i = lineStart; i < data.length(); i++) {
        if (!Chars.isSpace(data.charAt(i))) {
          return data;
        }
      }
      return data.substring(0, lineStart);
    }
    return data;
  }

  private void comment(int from) {
    int close = source.indexOf("#}", from);
    if (close < 0) {
      throw new TemplateError("missing end of comment");
    }
    char sign = close > from ? source.charAt(close - 1) : ' ';
    advance(afterClosing(close + 2, sign, true));
  }

  /// Where the template goes on after a closing delimiter that ends at `end`.
  private int afterClosing(int end, char sign, boolean trimsLineBreak) {
    int after = end;
    if (sign == '-') {
      while (after < source.length() && Chars.isSpace(source.charAt(after))) {
        after++;
      }
    } else if (sign != '+' && trimsLineBreak && source.startsWith("\n", after)) {
      after++;
    }
    lineStarting = source.charAt(after - 1) == '\n';
    return after;
  }

  private void raw() {
    lineStarting = source.charAt(pos - 1) == '\n';
    Matcher end = RAW_END.matcher(source);
    if (!end.find(pos)) {
      throw new TemplateError("missing end of raw block");
    }
    String sign = end.group(1);
    data(stripped(source.substring(pos, end.start()), sign.isEmpty() ? ' ' : sign.charAt(0), true));
    advance(end.end());
    lineStarting = source.charAt(pos - 1) == '\n';
  }

  /// The tokens between `{{` and `}}`, or `{%` and `%}`.
  private void code(int from, Token.Type begin) {
    boolean block = begin == Token.Type.BLOCK_BEGIN;
    String close = block ? "%}" : "}}";
    add(begin, "");
    advance(from);
    Deque<Character> open = new ArrayDeque<>();
    while (true) {
      skipSpace();
      if (pos >= source.length()) {
        return; // the parser says what is missing
      }
      char sign = source.charAt(pos);
      boolean signed = (sign == '-' || sign == '+' && block) && source.startsWith(close, pos + 1);
      if (open.isEmpty() && (signed || source.startsWith(close, pos))) {
        add(block ? Token.Type.BLOCK_END : Token.Type.VARIABLE_END, "");
        int end = pos + (signed ? 3 : 2);
        advance(afterClosing(end, signed ? sign : ' ', block));
        return;
      }
      token(open);
    }
  }

  private void token(Deque<Character> open) {
    if (number(FLOAT, Token.Type.FLOAT) || number(INTEGER, Token.Type.INTEGER)) {
      return;
    }
    int first = source.codePointAt(pos);
    if (first == '\'' || first == '"') {
      string((char) first);
    } else if (Chars.isWord(first)) {
      name();
    } else {
      operator(open);
    }
  }

  private boolean number(Pattern pattern, Token.Type type) {
    Matcher matcher =
        pattern.matcher(source).region(pos, source.length()).useTransparentBounds(true);
    if (!matcher.lookingAt()) {
      return false;
    }
    add(type, matcher.group().replace("_", ""));
    advance(matcher.end());
    return true;
  }

  private void name() {
    int end = pos;
    while (end < source.length() && Chars.isWord(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    if (!Character.isUnicodeIdentifierStart(source.codePointAt(pos)) && source.charAt(pos) != '_') {
      throw new TemplateError("invalid character in identifier");
    }
    add(Token.Type.NAME, source.substring(pos, end));
    advance(end);
  }

  private void string(char quote) {
    int end = pos + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw new TemplateError("the string that starts with " + quote + " has no end");
    }
    add(Token.Type.STRING, StringLiteral.unescape(source.substring(pos + 1, end)));
    advance(end + 1);
  }

  private void operator(Deque<Character> open) {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, pos)) {
        balance(operator, open);
        add(Token.Type.OPERATOR, operator);
        advance(pos + operator.length());
        return;
      }
    }
    throw new TemplateError(
        "unexpected character '" + Character.toString(source.codePointAt(pos)) + "'");
  }

  private static void balance(String operator, Deque<Character> open) {
    switch (operator) {
      case "(" -> open.push(')');
      case "[" -> open.push(']');
      case "{" -> open.push('}');
      case ")", "]", "}" -> {
        if (open.isEmpty()) {
          throw new TemplateError("unexpected '" + operator + "'");
        }
        char expected = open.pop();
        if (expected != operator.charAt(0)) {
          throw new TemplateError("unexpected '" + operator + "', expected '" + expected + "'");
        }
      }
      default -> {}
    }
  }

  private void skipSpace() {
    int end = pos;
    while (end < source.length() && Chars.isSpace(source.charAt(end))) {
      end++;
    }
    advance(end);
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Token.Type.DATA, text);
    }
  }

  private void add(Token.Type type, String text) {
    tokens.add(new Token(type, text, line));
  }

  /// Goes on at `to`, counting lines.
  private void advance(int to) {
    for (int i = pos; i < to; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    pos = to;
  }
}
