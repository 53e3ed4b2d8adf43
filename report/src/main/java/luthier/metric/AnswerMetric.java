package luthier.metric;

import java.util.List;
import java.util.Optional;

/// A metric of what a model wrote, beside what it was to write; the higher the better.
/// [AnswerMetrics] makes them, [AnswerPredictions] holds them to the answers of a test set.
public sealed interface AnswerMetric permits AnswerRule, AnswerMark, CorpusMetric {

  /// The metric, in snake_case.
  String name();

  /// What one answer scores; 1 for right and 0 for wrong where there is nothing between.
  ///
  /// @param references answers that are right, of which the one counts that the answer scores best
  ///   with; those for which [#misfit] has nothing to say
  double score(String answer, List<String> references);

  /// Why answers to an example cannot be judged, to be told before a model is asked: e.g. that
  /// there is no reference answer, or no number in it. Words that follow the example's place.
  Optional<String> misfit(List<String> references);
}
