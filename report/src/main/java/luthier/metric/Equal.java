package luthier.metric;

import java.util.List;
import java.util.Optional;

/// Whether the answer is a reference, character for character, apart from white space at its ends.
record Equal() implements AnswerRule {

  @Override
  public String name() {
    return "equals";
  }

  @Override
  public boolean right(String answer, List<String> references) {
    return references.stream().anyMatch(reference -> reference.strip().equals(answer.strip()));
  }

  @Override
  public Optional<String> misfit(List<String> references) {
    return References.required(references);
  }
}
