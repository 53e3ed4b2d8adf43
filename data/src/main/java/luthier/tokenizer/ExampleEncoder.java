package luthier.tokenizer;

import java.util.Arrays;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import luthier.example.Example;
import luthier.recipe.Data;

/// From examples to tokens and labels.
///
/// @param end the token that ends a text; empty when the model has none
/// @param trainOn which part of a conversation is supervised
public record ExampleEncoder(Tokenizer tokenizer, Optional<Integer> end, Data.TrainOn trainOn) {

  private static final int IGNORED = -100;

  /// @param id of the example
  public TokenizedExample encode(String id, Example example) {
    return switch (example) {
      case Example.Passage passage -> passage(id, passage);
      case Example.Completion completion -> completion(id, completion);
      case Example.TokenRow row ->
          new TokenizedExample(
              id,
              row.inputIds().stream().mapToInt(Integer::intValue).toArray(),
              row.labels().stream().mapToInt(Integer::intValue).toArray());
      case Example.Conversation conversation ->
          throw new UnsupportedException(
              conversation.origin() + ": conversations are not supported yet");
    };
  }

  /// The text and the end token; everything is supervised.
  private TokenizedExample passage(String id, Example.Passage passage) {
    int[] ids = append(tokenizer.encode(passage.text(), true), end(passage));
    return new TokenizedExample(id, ids, ids.clone());
  }

  /// Prompt and answer are encoded apart, as the prompt will be at serving time; the answer and the end
  /// token are supervised.
  private TokenizedExample completion(String id, Example.Completion completion) {
    int[] prompt = tokenizer.encode(completion.prompt(), true);
    int[] answer = append(tokenizer.encode(completion.completion(), false), end(completion));
    int[] ids = Arrays.copyOf(prompt, prompt.length + answer.length);
    System.arraycopy(answer, 0, ids, prompt.length, answer.length);
    int[] labels = ids.clone();
    if (trainOn != Data.TrainOn.ALL) {
      Arrays.fill(labels, 0, prompt.length, IGNORED);
    }
    return new TokenizedExample(id, ids, labels);
  }

  private int end(Example example) {
    return end.orElseThrow(
        () ->
            new InvalidInputException(
                example.origin()
                    + ": the base names no end token (eos_token in tokenizer_config.json, or"
                    + " eos_token_id in generation_config.json); a model tuned without one would not"
                    + " stop"));
  }

  private static int[] append(int[] ids, int last) {
    int[] all = Arrays.copyOf(ids, ids.length + 1);
    all[ids.length] = last;
    return all;
  }
}
