package luthier.example;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One training unit.
public sealed interface Example {

  Origin origin();

  /// Several turns; what is supervised follows from `train_on` and the messages.
  ///
  /// @param tools tool descriptions as JSON values; empty when there are none
  /// @param variables further template variables of the row, as JSON values
  record Conversation(
      Origin origin, List<Message> messages, List<Object> tools, Map<String, Object> variables)
      implements Example {

    public Conversation {
      messages = List.copyOf(messages);
      tools = List.copyOf(tools);
    }
  }

  /// A prompt and the answer to it; the answer is supervised.
  record Completion(Origin origin, String prompt, String completion) implements Example {}

  /// Plain text; all of it is supervised.
  record Passage(Origin origin, String text) implements Example {}

  /// Tokens as they are: no template, no tokenizer.
  ///
  /// @param inputIds token ids
  /// @param labels the token at each position, or -100 where it is not supervised; same length
  record TokenRow(Origin origin, List<Integer> inputIds, List<Integer> labels) implements Example {}

  /// A text with what is to be predicted of it.
  record Labelled(Origin origin, Input input, Target target) implements Example {}

  /// What a model with labels reads.
  sealed interface Input {

    /// @param pair the second text of a pair
    record Text(String text, Optional<String> pair) implements Input {}

    /// Tokens as they are, those that begin and end a text included.
    record Tokens(List<Integer> ids) implements Input {
      public Tokens {
        ids = List.copyOf(ids);
      }
    }
  }
}
