package luthier.tokenizer;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import luthier.template.ChatTemplate;

/// Where a model's text ends.
public final class StopTokens {

  private StopTokens() {}

  /// The stop tokens of the model's files, and the token that its chat template puts behind an
  /// answer: many checkpoints name only the end of a document in their files.
  ///
  /// @return ascending
  public static Set<Integer> of(Tokenizer tokenizer, Optional<ChatTemplate> template) {
    Set<Integer> ids = new TreeSet<>(tokenizer.specialTokens().stop());
    template
        .flatMap(ChatTemplate::turnEnd)
        .flatMap(end -> last(tokenizer, end))
        .ifPresent(ids::add);
    return ids;
  }

  /// The last token of a terminator, if it is one that ordinary text does not hold: a template may
  /// end its turns with a line break, which must not end an answer.
  private static Optional<Integer> last(Tokenizer tokenizer, String terminator) {
    int[] ids = tokenizer.encode(terminator, false);
    return tokenizer.addedTokens().stream()
        .map(AddedToken::id)
        .filter(id -> ids.length > 0 && id == ids[ids.length - 1])
        .findFirst();
  }
}
