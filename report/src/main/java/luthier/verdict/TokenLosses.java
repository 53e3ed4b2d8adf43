package luthier.verdict;

import java.util.List;

/// How surprised the models are by each token of an answer that the data give.
///
/// @param tokens the supervised ones
public record TokenLosses(List<Token> tokens) {

  public TokenLosses {
    tokens = List.copyOf(tokens);
  }

  /// @param text what the token stands for
  /// @param base the base model's loss, in nats
  /// @param tuned the tuned model's
  public record Token(String text, double base, double tuned) {}
}
