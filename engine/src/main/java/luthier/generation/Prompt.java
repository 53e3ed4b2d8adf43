package luthier.generation;

import luthier.InvalidInputException;
import luthier.model.LanguageModel;

/// What shall be written on from.
///
/// @param tokens at least one
/// @param maxNewTokens at most; fewer where the model's positions end
/// @param sampling how each next token is chosen
public record Prompt(int[] tokens, int maxNewTokens, Sampling sampling) {

  public Prompt {
    if (maxNewTokens < 1) {
      throw new InvalidInputException(
          "new tokens: found " + maxNewTokens + ", expected at least 1");
    }
  }

  /// How many tokens can be written.
  int room(LanguageModel model) {
    return Math.min(maxNewTokens, model.maxPositions() - tokens.length);
  }

  /// @throws InvalidInputException when the model cannot write on from this prompt
  void require(LanguageModel model) {
    int maxPositions = model.maxPositions();
    if (tokens.length == 0 || tokens.length >= maxPositions) {
      throw new InvalidInputException(
          "the prompt has "
              + tokens.length
              + " tokens, expected 1 to "
              + (maxPositions - 1)
              + " (the model's positions)");
    }
    // a tokenizer may have tokens that its model has no embedding for
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= model.vocabulary()) {
        throw new InvalidInputException(
            "the prompt: token "
                + i
                + " has id "
                + tokens[i]
                + ", expected 0 to "
                + (model.vocabulary() - 1)
                + " (the model's vocabulary); does the tokenizer belong to this model?");
      }
    }
  }
}
