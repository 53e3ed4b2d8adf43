package luthier.metric;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import luthier.Excerpt;

/// Whether the last number of the answer ([NumberInText]) is the last number of a reference.
///
/// @param tolerance how far it may be off, as a share of the reference's size; of a reference of 0
///   itself
record NumericAnswer(double tolerance) implements AnswerRule {

  @Override
  public String name() {
    return "numeric";
  }

  @Override
  public boolean right(String answer, List<String> references) {
    OptionalDouble found = NumberInText.last(answer);
    return found.isPresent()
        && references.stream()
            .mapToDouble(reference -> NumberInText.last(reference).orElseThrow())
            .anyMatch(wanted -> near(found.getAsDouble(), wanted));
  }

  private boolean near(double found, double wanted) {
    return Math.abs(found - wanted) <= tolerance * (wanted == 0 ? 1 : Math.abs(wanted));
  }

  @Override
  public Optional<String> misfit(List<String> references) {
    return references.stream()
        .filter(reference -> !Double.isFinite(NumberInText.last(reference).orElse(Double.NaN)))
        .findFirst()
        .map(reference -> "there is no number in the reference answer " + Excerpt.of(reference))
        .or(() -> References.required(references));
  }
}
