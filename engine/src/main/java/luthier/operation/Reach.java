package luthier.operation;

/// How far a query sees inside its document.
///
/// @param before tokens before its own; [Integer#MAX_VALUE] for all
/// @param after tokens after its own; [Integer#MAX_VALUE] for all
public record Reach(int before, int after) {

  /// The whole document.
  public static final Reach ALL = new Reach(Integer.MAX_VALUE, Integer.MAX_VALUE);

  public Reach {
    if (before < 0 || after < 0) {
      throw new IllegalArgumentException(before + " tokens before, " + after + " after");
    }
  }

  /// Itself and what comes before it.
  ///
  /// @param window tokens at most, itself included; [Integer#MAX_VALUE] for all
  public static Reach causal(int window) {
    return new Reach(window == Integer.MAX_VALUE ? window : window - 1, 0);
  }

  /// As many tokens on either side.
  public static Reach around(int tokens) {
    return new Reach(tokens, tokens);
  }

  /// The tokens that a causal query sees at most, itself included.
  int window() {
    return before == Integer.MAX_VALUE ? before : before + 1;
  }

  /// The first token that `token` sees.
  ///
  /// @param start first token of its document
  int first(int token, int start) {
    return token - start <= before ? start : token - before;
  }

  /// One past the last token that `token` sees.
  ///
  /// @param end one past the last token of its document
  int end(int token, int end) {
    return end - 1 - token <= after ? end : token + after + 1;
  }
}
