package luthier.recipe;

import java.util.Optional;
import java.util.regex.Pattern;

/// What is asked of the model before and after training.
///
/// @param answerPattern regular expression; an answer is right when its first match (group 1 where
///   the expression has one) in the reply equals that in the reference; empty for no accuracy
/// @param samples how many answers are shown side by side
/// @param maxNewTokens longest reply in tokens
/// @param judging what follows from it
public record Evaluation(
    Optional<String> answerPattern, int samples, int maxNewTokens, Judging judging) {

  public Evaluation {
    new Problems()
        .check(RecipeKeys.ANSWER_PATTERN, answerPattern)
        .check(RecipeKeys.SAMPLES, samples)
        .check(RecipeKeys.MAX_NEW_TOKENS, maxNewTokens)
        .throwIfAny();
  }

  /// Judged as usual.
  public Evaluation(Optional<String> answerPattern, int samples, int maxNewTokens) {
    this(answerPattern, samples, maxNewTokens, Judging.USUAL);
  }

  /// The answer pattern, compiled.
  public Optional<Pattern> compiledAnswerPattern() {
    return answerPattern.map(Pattern::compile);
  }
}
