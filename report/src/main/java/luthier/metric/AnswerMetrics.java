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

  /// Of numbers that were computed alike and written with fewer digits.
  private static final double TOLERANCE = 1e-6;

  private static final Map<String, AnswerMetric> PLAIN = plain();

  private AnswerMetrics() {}

  private static Map<String, AnswerMetric> plain() {
    Map<String, AnswerMetric> plain = new TreeMap<>();
    List<AnswerMetric> all =
        List.of(
            new ExactMatch(),
            new TokenF1(),
            new RougeL(),
            new ChrF(),
            new Bleu(),
            new NumericAnswer(TOLERANCE),
            new Contains(),
            new Equal());
    for (AnswerMetric metric : all) {
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

  /// `numeric` with a tolerance of its own.
  ///
  /// @param tolerance as a share of the reference's size, not negative
  public static AnswerMetric numeric(double tolerance) {
    if (!(tolerance >= 0 && Double.isFinite(tolerance))) {
      throw new InvalidInputException("numeric: expected a tolerance from 0, got " + tolerance);
    }
    return new NumericAnswer(tolerance);
  }

  /// `regex`: whether a pattern finds in the answer what it finds in the reference; without
  /// reference, whether it finds anything.
  ///
  /// @param pattern in the notation of [java.util.regex.Pattern]
  /// @param group of the match that counts, 0 for all of it
  /// @throws InvalidInputException when it is no pattern, or has not the group
  public static AnswerMetric regex(String pattern, int group) {
    return new PatternAnswer(BoundedPattern.of(pattern, group));
  }

  /// `json_schema`: whether the answer is JSON that a schema allows.
  ///
  /// @param schema its text, of draft 2020-12 unless its `$schema` names an older one
  /// @throws InvalidInputException when it is no schema
  public static AnswerMetric jsonSchema(String schema) {
    return SchemaAnswer.of(schema);
  }

  /// The metric of a class that a user wrote, named after the class in snake_case.
  ///
  /// @param className with its package; a public class on the class path that implements
  ///   [AnswerGrader] and has a public constructor without parameters
  /// @throws InvalidInputException when there is no such class, or it fails
  public static AnswerMetric grader(String className) {
    return GradedAnswer.load(className);
  }
}
