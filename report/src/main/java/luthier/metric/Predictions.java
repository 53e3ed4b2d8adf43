package luthier.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one predictor said of held-out examples, beside the truth.
public abstract sealed class Predictions
    permits ClassPredictions,
        LabelSetPredictions,
        NumberPredictions,
        EntityPredictions,
        RetrievalPredictions,
        AnswerPredictions {

  /// How many examples there are; at least one.
  public abstract int examples();

  /// The metrics, the ones that people ask for first in front.
  abstract List<Measure> measures();

  /// All metrics that are defined on these examples, by name, without intervals: for the
  /// validations of a run.
  public final Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Measure measure : measures()) {
      measure.value().ifPresent(value -> values.put(measure.name(), value));
    }
    return values;
  }

  /// What each example adds to a metric that is a mean or a share, 1 for right and 0 for wrong;
  /// empty for other metrics.
  public final Optional<double[]> each(String metric) {
    for (Measure measure : measures()) {
      if (measure.name().equals(metric)) {
        return switch (measure) {
          case Measure.Mean mean -> Optional.of(mean.perExample().values());
          case Measure.Share share -> Optional.of(share.right().numbers());
          case Measure.Other _ -> Optional.empty();
        };
      }
    }
    return Optional.empty();
  }

  static void require(boolean holds, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException("expected " + expected + ", got " + found);
    }
  }

  static void requireProbabilities(double[] row, int size) {
    require(row.length == size, size + " probabilities for each example", row.length);
    for (double probability : row) {
      require(probability >= 0 && probability <= 1, "probabilities from 0 to 1", probability);
    }
  }
}
