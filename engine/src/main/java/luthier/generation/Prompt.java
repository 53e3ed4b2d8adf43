package luthier.generation;

import luthier.InvalidInputException;

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
  ///
  /// @throws InvalidInputException when there is no room for one
  int room(int maxPositions) {
    int room = Math.min(maxNewTokens, maxPositions - tokens.length);
    if (tokens.length == 0 || room < 1) {
      throw new InvalidInputException(
          "the prompt has "
              + tokens.length
              + " tokens, expected 1 to "
              + (maxPositions - 1)
              + " (the model's positions)");
    }
    return room;
  }
}
