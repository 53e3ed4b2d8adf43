package luthier.metric;

import java.util.List;
import java.util.Optional;
import luthier.metric.BoundedPattern.Found;

/// Whether what the pattern finds in the answer is what it finds in a reference; a reference in
/// which it finds nothing is itself what is sought (apart from white space at its ends), and
/// without references finding anything is right. An answer at which looking was given up is wrong.
record PatternAnswer(BoundedPattern pattern) implements AnswerRule {

  @Override
  public String name() {
    return "regex";
  }

  @Override
  public boolean right(String answer, List<String> references) {
    return pattern.in(answer) instanceof Found.Text(String found)
        && (references.isEmpty()
            || references.stream().anyMatch(reference -> sought(reference).equals(found)));
  }

  private String sought(String reference) {
    return pattern.in(reference) instanceof Found.Text(String text) ? text : reference.strip();
  }

  @Override
  public Optional<String> misfit(List<String> references) {
    return references.stream()
        .filter(reference -> pattern.in(reference) instanceof Found.GaveUp)
        .findFirst()
        .map(reference ->
            "the pattern tries too many ways to match the reference answer. "
                + BoundedPattern.ADVICE);
  }
}
