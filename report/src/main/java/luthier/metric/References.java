package luthier.metric;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// Reference answers.
final class References {

  private References() {}

  /// Says that there is none, if so.
  static Optional<String> required(List<String> references) {
    return references.isEmpty()
        ? Optional.of("there is no reference answer to compare with")
        : Optional.empty();
  }

  /// The score with the reference that is best for the answer.
  static double best(List<String> references, ToDoubleFunction<String> score) {
    return references.stream().mapToDouble(score).max().orElseThrow();
  }
}
