package luthier.metric;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import luthier.InvalidInputException;

/// The answers that a model wrote to examples, by the metrics that were asked for.
public final class AnswerPredictions extends Predictions {

  private final int examples;
  private final List<Measure> measures;

  /// Judges all answers.
  ///
  /// @param answers one per example
  /// @param references the right answers of each example; empty where there is none
  /// @param metrics at least one, each with a name of its own
  /// @throws InvalidInputException when an example cannot be judged by a metric; says which one,
  ///   counted from 1
  public AnswerPredictions(
      List<String> answers, List<List<String>> references, List<AnswerMetric> metrics) {
    require(!answers.isEmpty(), "at least one answer", "none");
    require(references.size() == answers.size(), answers.size() + " rows", references.size());
    require(!metrics.isEmpty(), "at least one metric", "none");
    Set<String> names = new HashSet<>();
    for (AnswerMetric metric : metrics) {
      require(names.add(metric.name()), "each metric once", metric.name() + " twice");
    }
    examples = answers.size();
    measures = metrics.stream().map(metric -> measure(metric, answers, references)).toList();
  }

  private static Measure measure(
      AnswerMetric metric, List<String> answers, List<List<String>> references) {
    int n = answers.size();
    for (int i = 0; i < n; i++) {
      Optional<String> misfit = metric.misfit(references.get(i));
      if (misfit.isPresent()) {
        throw new InvalidInputException(
            "example " + (i + 1) + ": " + metric.name() + ": " + misfit.get());
      }
    }
    return switch (metric) {
      case AnswerRule rule -> {
        boolean[] right = new boolean[n];
        for (int i = 0; i < n; i++) {
          right[i] = rule.right(answers.get(i), references.get(i));
        }
        yield Measure.share(metric.name(), right);
      }
      case AnswerMark mark ->
          Measure.mean(
              metric.name(),
              IntStream.range(0, n)
                  .mapToDouble(i -> mark.score(answers.get(i), references.get(i)))
                  .toArray());
      case CorpusMetric corpus -> {
        long[][] counts =
            IntStream.range(0, n)
                .mapToObj(i -> corpus.counts(answers.get(i), references.get(i)))
                .toArray(long[][]::new);
        yield Measure.other(metric.name(), n, CorpusMetric.statistic(counts, corpus::of));
      }
    };
  }

  @Override
  public int examples() {
    return examples;
  }

  @Override
  List<Measure> measures() {
    return measures;
  }
}
