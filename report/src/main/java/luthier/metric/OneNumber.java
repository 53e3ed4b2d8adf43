package luthier.metric;

import java.util.Comparator;
import java.util.stream.IntStream;

/// Statistics of one predicted number beside the true one.
final class OneNumber {

  private final double[] truth;
  private final double[] predicted;
  private final int[] byTruth;
  private final int[] byPredicted;

  OneNumber(double[] truth, double[] predicted) {
    this.truth = truth.clone();
    this.predicted = predicted.clone();
    byTruth = sorted(truth);
    byPredicted = sorted(predicted);
  }

  private static int[] sorted(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> values[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  /// Root of the mean squared error.
  double rmse(int[] times) {
    return Math.sqrt(squaredErrors(times) / sum(times));
  }

  double[] absoluteErrors() {
    return IntStream.range(0, truth.length)
        .mapToDouble(i -> Math.abs(truth[i] - predicted[i]))
        .toArray();
  }

  /// Pinball loss of each example: `q` times what was missed upwards, `1 - q` times what was missed
  /// downwards; it is least at the quantile q (Koenker and Bassett, Econometrica 46, 1978).
  double[] pinballLosses(double q) {
    return IntStream.range(0, truth.length)
        .mapToDouble(i -> {
          double error = truth[i] - predicted[i];
          return error >= 0 ? q * error : (q - 1) * error;
        })
        .toArray();
  }

  /// The share of the variance that is explained, `1 - Σ (y - p)² / Σ (y - mean y)²`; below 0 when
  /// the mean would have been closer. NaN when all truths are equal.
  double r2(int[] times) {
    double mean = mean(truth, times);
    double spread = 0;
    for (int i = 0; i < truth.length; i++) {
      double distance = truth[i] - mean;
      spread += times[i] * (distance * distance);
    }
    return constant(truth, times) ? Double.NaN : 1 - squaredErrors(times) / spread;
  }

  /// Pearson's correlation; NaN when either side has one value only.
  double pearson(int[] times) {
    return constant(truth, times) || constant(predicted, times)
        ? Double.NaN
        : correlation(truth, predicted, times);
  }

  /// Spearman's correlation: Pearson's of the ranks, equal values sharing the mean of theirs
  /// (Spearman, American Journal of Psychology 15, 1904). NaN when either side has one value only.
  double spearman(int[] times) {
    return constant(truth, times) || constant(predicted, times)
        ? Double.NaN
        : correlation(ranks(truth, byTruth, times), ranks(predicted, byPredicted, times), times);
  }

  /// A sum of rounded numbers is seldom 0 where it should be: constancy is asked, not computed.
  private static boolean constant(double[] values, int[] times) {
    double first = Double.NaN;
    for (int i = 0; i < values.length; i++) {
      if (times[i] > 0) {
        if (Double.isNaN(first)) {
          first = values[i];
        } else if (values[i] != first) {
          return false;
        }
      }
    }
    return true;
  }

  private static double[] ranks(double[] values, int[] order, int[] times) {
    double[] ranks = new double[values.length];
    long below = 0;
    int first = 0;
    while (first < order.length) {
      int end = first;
      long tied = 0;
      while (end < order.length && values[order[end]] == values[order[first]]) {
        tied += times[order[end++]];
      }
      for (int i = first; i < end; i++) {
        ranks[order[i]] = below + (tied + 1) / 2.0;
      }
      below += tied;
      first = end;
    }
    return ranks;
  }

  private static double correlation(double[] x, double[] y, int[] times) {
    double meanX = mean(x, times);
    double meanY = mean(y, times);
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      double dx = x[i] - meanX;
      double dy = y[i] - meanY;
      xx += times[i] * (dx * dx);
      yy += times[i] * (dy * dy);
      xy += times[i] * (dx * dy);
    }
    return xy / (Math.sqrt(xx) * Math.sqrt(yy));
  }

  private double squaredErrors(int[] times) {
    double sum = 0;
    for (int i = 0; i < truth.length; i++) {
      double error = truth[i] - predicted[i];
      sum += times[i] * (error * error);
    }
    return sum;
  }

  private static double mean(double[] values, int[] times) {
    double total = 0;
    for (int i = 0; i < values.length; i++) {
      total += times[i] * values[i];
    }
    return total / sum(times);
  }

  private static double sum(int[] times) {
    long sum = 0;
    for (int each : times) {
      sum += each;
    }
    return sum;
  }
}
