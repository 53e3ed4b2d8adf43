package luthier.metric;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Metrics of an order: examples sorted by a score, highest first, against a yes or no of each.
/// Sorted once; each use is one pass. Examples of equal score have no order among them, they are
/// passed together.
final class Ranking {

  private final int[] order;
  private final boolean[] lastOfTie;
  private final boolean[] positive;

  /// Sorts the examples.
  ///
  /// @param scores one per example, finite
  /// @param positive whether each example is of the sought kind
  Ranking(double[] scores, boolean[] positive) {
    this.positive = positive.clone();
    order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -scores[i]))
            .mapToInt(i -> i)
            .toArray();
    lastOfTie = new boolean[order.length];
    for (int i = 0; i < order.length; i++) {
      lastOfTie[i] = i + 1 == order.length || scores[order[i]] != scores[order[i + 1]];
    }
  }

  /// Area under the receiver operating characteristic: the probability that a positive example is
  /// ranked above a negative one, ties counting half (Fawcett, Pattern Recognition Letters 27,
  /// 2006). NaN without positive or without negative examples.
  double auroc(int[] times) {
    long positives = 0;
    long negatives = 0;
    double pairs = 0;
    long tiedPositives = 0;
    long tiedNegatives = 0;
    for (int i = 0; i < order.length; i++) {
      int example = order[i];
      if (positive[example]) {
        tiedPositives += times[example];
      } else {
        tiedNegatives += times[example];
      }
      if (lastOfTie[i]) {
        pairs += tiedNegatives * (positives + tiedPositives / 2.0);
        positives += tiedPositives;
        negatives += tiedNegatives;
        tiedPositives = 0;
        tiedNegatives = 0;
      }
    }
    return pairs / ((double) positives * negatives);
  }

  /// Average precision: the area under the steps of the precision-recall curve, `Σ (R_n - R_(n-1))
  /// P_n` over the thresholds, without interpolation (scikit-learn's `average_precision_score`;
  /// Davis and Goadrich, ICML 2006, say why lines between the points would flatter). NaN without
  /// positive examples.
  double averagePrecision(int[] times) {
    long positives = 0;
    long seen = 0;
    long tiedPositives = 0;
    double sum = 0;
    for (int i = 0; i < order.length; i++) {
      int example = order[i];
      seen += times[example];
      tiedPositives += positive[example] ? times[example] : 0;
      if (lastOfTie[i] && tiedPositives > 0) {
        positives += tiedPositives;
        sum += tiedPositives * ((double) positives / seen);
        tiedPositives = 0;
      }
    }
    return sum / positives;
  }

  /// A metric of one ranking.
  interface Metric {
    double of(Ranking ranking, int[] times);
  }

  /// The mean over the rankings for which a metric is defined; NaN when there is none.
  static double mean(List<Ranking> rankings, Metric metric, int[] times) {
    double sum = 0;
    int defined = 0;
    for (Ranking ranking : rankings) {
      double value = metric.of(ranking, times);
      if (!Double.isNaN(value)) {
        sum += value;
        defined++;
      }
    }
    return sum / defined;
  }

  /// Positions in the order.
  int size() {
    return order.length;
  }

  /// The example at a position.
  int at(int position) {
    return order[position];
  }

  /// Whether the next example has a lower score.
  boolean lastOfTie(int position) {
    return lastOfTie[position];
  }

  boolean positive(int example) {
    return positive[example];
  }
}
