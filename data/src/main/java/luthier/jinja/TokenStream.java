package luthier.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tokens of a template with a place in them, and how deep the parser is inside itself.
final class TokenStream {

  /// Deeper nesting is no template that a person wrote, and would overflow the stack.
  private static final int MAX_NESTING = 100;

  private final List<Token> tokens;
  private int pos;
  private int nesting;

  /// @param tokens ending with one of type END
  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(pos);
  }

  /// The token after the current one.
  Token following() {
    return tokens.get(Math.min(pos + 1, tokens.size() - 1));
  }

  int line() {
    return current().line();
  }

  Token next() {
    Token token = current();
    if (token.type() != Token.Type.END) {
      pos++;
    }
    return token;
  }

  boolean skipOperator(String operator) {
    return skip(Token.Type.OPERATOR, operator);
  }

  boolean skipName(String name) {
    return skip(Token.Type.NAME, name);
  }

  private boolean skip(Token.Type type, String text) {
    if (current().is(type, text)) {
      next();
      return true;
    }
    return false;
  }

  Token expect(Token.Type type) {
    return expect(type, null);
  }

  Token expectOperator(String operator) {
    return expect(Token.Type.OPERATOR, operator);
  }

  private Token expect(Token.Type type, @Nullable String text) {
    if (!current().is(type, text)) {
      String wanted = text == null ? type.words() : text;
      throw fail("expected '" + wanted + "', found " + current().describe());
    }
    return next();
  }

  TemplateError fail(String message) {
    return new TemplateError(message).at(line());
  }

  void enter() {
    if (++nesting > MAX_NESTING) {
      throw fail("nested more than " + MAX_NESTING + " levels deep");
    }
  }

  void leave() {
    nesting--;
  }
}
