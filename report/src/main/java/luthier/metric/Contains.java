package luthier.metric;

import java.util.List;
import java.util.Optional;

/// Whether the answer contains a reference, character for character, apart from white space at the
/// reference's ends.
record Contains() implements AnswerRule {

  @Override
  public String name() {
    return "contains";
  }

  @Override
  public boolean right(String answer, List<String> references) {
    return references.stream().anyMatch(reference -> answer.contains(reference.strip()));
  }

  @Override
  public Optional<String> misfit(List<String> references) {
    return references.stream().anyMatch(String::isBlank)
        ? Optional.of("the reference answer is empty, which every answer contains")
        : References.required(references);
  }
}
