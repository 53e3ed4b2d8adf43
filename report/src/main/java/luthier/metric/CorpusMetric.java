package luthier.metric;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// A metric of all answers together, computed from counts that add up over the examples: not the
/// mean of what each answer scores alone.
non-sealed interface CorpusMetric extends AnswerMetric {

  /// What an answer adds to the sums.
  long[] counts(String answer, List<String> references);

  /// The metric from the sums over the examples.
  double of(long[] sums);

  @Override
  default double score(String answer, List<String> references) {
    return of(counts(answer, references));
  }

  /// The metric of the examples that have these counts.
  static Statistic statistic(long[][] counts, ToDoubleFunction<long[]> metric) {
    return times -> {
      long[] sums = new long[counts[0].length];
      for (int i = 0; i < counts.length; i++) {
        for (int k = 0; k < sums.length && times[i] > 0; k++) {
          sums[k] += times[i] * counts[i][k];
        }
      }
      return metric.applyAsDouble(sums);
    };
  }
}
