package luthier.generation;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.IntConsumer;
import luthier.InvalidInputException;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;

/// Writes on from a prompt.
///
/// @param kernels of the calling thread
/// @param stop ids that end a text; they are not part of it
public record Generator(LanguageModel model, Kernels kernels, Collection<Integer> stop) {

  /// @param prompt at least one token
  /// @param maxNewTokens at most; fewer where the model's positions end
  /// @param sampling how the next token is chosen
  /// @param each hears every new token at once
  /// @return the new tokens, without the one that ended them
  public int[] generate(int[] prompt, int maxNewTokens, Sampling sampling, IntConsumer each) {
    if (maxNewTokens < 1) {
      throw new InvalidInputException(
          "new tokens: found " + maxNewTokens + ", expected at least 1");
    }
    int room = Math.min(maxNewTokens, model.maxPositions() - prompt.length);
    if (prompt.length == 0 || room < 1) {
      throw new InvalidInputException(
          "the prompt has "
              + prompt.length
              + " tokens, expected 1 to "
              + (model.maxPositions() - 1)
              + " (the model's positions)");
    }
    requireKnown(prompt);
    int[] written = new int[room];
    int count = 0;
    try (Continuation sequence = new Continuation(model, kernels, prompt.length + room)) {
      float[] logits = sequence.add(prompt);
      while (count < room) {
        int next = sampling.choose(logits, count);
        if (stop.contains(next)) {
          break;
        }
        written[count++] = next;
        each.accept(next);
        if (count < room) {
          logits = sequence.add(next);
        }
      }
    }
    return Arrays.copyOf(written, count);
  }

  /// A tokenizer may have tokens that its model has no embedding for.
  private void requireKnown(int[] prompt) {
    for (int i = 0; i < prompt.length; i++) {
      if (prompt[i] < 0 || prompt[i] >= model.vocabulary()) {
        throw new InvalidInputException(
            "the prompt: token "
                + i
                + " has id "
                + prompt[i]
                + ", expected 0 to "
                + (model.vocabulary() - 1)
                + " (the model's vocabulary); does the tokenizer belong to this model?");
      }
    }
  }
}
