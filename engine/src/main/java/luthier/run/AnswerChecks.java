package luthier.run;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.dataset.Dataset;
import luthier.dataset.IdentifiedExample;
import luthier.metric.AnswerMetric;
import luthier.metric.AnswerMetrics;
import luthier.recipe.Evaluation;
import luthier.recipe.Recipe;

/// Whether the answers of the data can be judged as the recipe asks, told before the first step.
final class AnswerChecks {

  private AnswerChecks() {}

  /// @throws InvalidInputException for a pattern that cannot be used on a reference answer, an
  ///   unknown metric, one that does not fit a reference answer, or a deciding metric that is not
  ///   measured
  static void require(Recipe recipe, Dataset sets) {
    Evaluation settings = recipe.evaluation();
    settings
        .compiledAnswerPattern()
        .map(AnswerPattern::of)
        .ifPresent(pattern -> {
          pattern.requireBounded(sets.validation());
          pattern.requireBounded(sets.test());
        });
    List<AnswerMetric> metrics =
        settings.judging().metrics().stream().map(AnswerChecks::metric).toList();
    if (metrics.stream().map(AnswerMetric::name).distinct().count() < metrics.size()) {
      throw new InvalidInputException("evaluation.metrics: names a metric twice");
    }
    Stream.concat(sets.validation().stream(), sets.test().stream())
        .forEach(example -> requireFit(metrics, example));
    if (!recipe.task().labelled()) {
      requireMeasured(settings, metrics);
    }
  }

  private static AnswerMetric metric(String name) {
    try {
      return AnswerMetrics.of(name);
    } catch (InvalidInputException e) {
      throw new InvalidInputException("evaluation.metrics: " + e.getMessage(), e);
    }
  }

  private static void requireFit(List<AnswerMetric> metrics, IdentifiedExample example) {
    Optional<String> reference = Answers.reference(example.example());
    if (reference.isEmpty()) {
      return;
    }
    for (AnswerMetric metric : metrics) {
      metric
          .misfit(List.of(reference.get()))
          .ifPresent(why -> {
            throw new InvalidInputException(
                example.example().origin() + ": evaluation.metrics: " + metric.name() + ": " + why);
          });
    }
  }

  private static void requireMeasured(Evaluation settings, List<AnswerMetric> metrics) {
    List<String> measured =
        Stream.concat(
                settings.answerPattern().isPresent()
                    ? Stream.of("loss", "accuracy")
                    : Stream.of("loss"),
                metrics.stream().map(AnswerMetric::name))
            .toList();
    settings
        .judging()
        .primary()
        .filter(primary -> !measured.contains(primary))
        .ifPresent(primary -> {
          throw new InvalidInputException(
              "evaluation.primary: found '"
                  + primary
                  + "', expected default or a metric of this run: "
                  + String.join(", ", measured)
                  + " (accuracy needs evaluation.answer_pattern, others evaluation.metrics)");
        });
  }
}
