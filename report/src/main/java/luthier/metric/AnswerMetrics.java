package luthier.metric;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import luthier.Excerpt;
import luthier.InvalidInputException;
import luthier.Spelling;

/// The metrics of answers, by name.
public final class AnswerMetrics {

  private static final Map<String, AnswerMetric> PLAIN = plain();

  private AnswerMetrics() {}

  private static Map<String, AnswerMetric> plain() {
    Map<String, AnswerMetric> plain = new TreeMap<>();
    for (AnswerMetric metric : List.of(new ExactMatch(), new TokenF1())) {
      plain.put(metric.name(), metric);
    }
    return Map.copyOf(plain);
  }

  /// The names that [#of] knows, in the order of the alphabet.
  public static List<String> names() {
    return PLAIN.keySet().stream().sorted().toList();
  }

  /// A metric that needs no settings.
  ///
  /// @param name one of [#names()]
  /// @throws InvalidInputException when there is none of this name; says which is nearest
  public static AnswerMetric of(String name) {
    AnswerMetric metric = PLAIN.get(name);
    if (metric == null) {
      Optional<String> nearest = Spelling.nearest(name, names());
      throw new InvalidInputException(
          "unknown metric "
              + Excerpt.of(name)
              + nearest.map(word -> ", did you mean '" + word + "'?").orElse("")
              + "; known: "
              + String.join(", ", names()));
    }
    return metric;
  }
}
