package luthier.runlog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The names in a line of `metrics.jsonl`.
final class MetricNames {

  static final List<String> STEP =
      List.of(
          "type",
          "step",
          "epoch",
          "loss",
          "learning_rate",
          "grad_norm",
          "supervised_tokens",
          "tokens",
          "tokens_per_second");
  static final List<String> EVALUATION = List.of("type", "step", "epoch", "loss", "seconds");

  private static final Pattern SNAKE_CASE = Pattern.compile("[a-z][a-z0-9_]*");

  private MetricNames() {}

  /// An unchangeable copy in the same order.
  ///
  /// @throws IllegalArgumentException when a name is not snake_case or one of the fixed names
  static Map<String, Double> checked(Map<String, Double> numbers) {
    for (String name : numbers.keySet()) {
      boolean taken = STEP.contains(name) || EVALUATION.contains(name);
      if (taken || !SNAKE_CASE.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "'" + name + "' cannot name a further number: expected snake_case, none of " + STEP);
      }
    }
    return Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }
}
