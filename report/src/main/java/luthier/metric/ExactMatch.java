package luthier.metric;

import java.util.List;
import java.util.Optional;

/// Whether the answer has the same words as a reference, apart from case, punctuation and articles
/// ([Words#counting]).
record ExactMatch() implements AnswerRule {

  @Override
  public String name() {
    return "exact_match";
  }

  @Override
  public boolean right(String answer, List<String> references) {
    List<String> words = Words.counting(answer);
    return references.stream().anyMatch(reference -> Words.counting(reference).equals(words));
  }

  @Override
  public Optional<String> misfit(List<String> references) {
    return References.required(references);
  }
}
