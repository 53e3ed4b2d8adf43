package luthier.metric;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/// Means over examples with bootstrap intervals: the examples are drawn again with replacement, and
/// the spread of the statistic over the draws is its uncertainty.
///
/// The bounds are percentiles of the draws, taken a little further out than 2.5 % and 97.5 % so
/// that they also hold for few examples: at `Φ(∓ t(n-1) √(n/(n-1)))` with t the quantile of
/// Student's distribution (Hesterberg, arXiv 1411.5279, "expanded percentile" interval, section
/// 3.2).
public final class Bootstrap {

  private static final int DRAWS = 4000;

  private Bootstrap() {}

  /// The plain mean of one number per example.
  ///
  /// @throws IllegalArgumentException when there is no example
  public static Score mean(String name, double[] values, long seed) {
    return mean(name, values, new SplittableRandom(seed));
  }

  static Score mean(String name, double[] values, SplittableRandom random) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    return ratio(name, values, ones, random);
  }

  /// A mean over all tokens whose uncertainty comes from the choice of examples: sum of `totals` by
  /// sum of `weights`, examples drawn whole. With the loss summed over each example's supervised
  /// tokens and the number of these it is the loss per supervised token.
  ///
  /// @param totals one per example
  /// @param weights one per example, not negative, not all zero
  /// @throws IllegalArgumentException when the lengths differ or the weights are all zero
  public static Score ratio(String name, double[] totals, double[] weights, long seed) {
    return ratio(name, totals, weights, new SplittableRandom(seed));
  }

  private static Score ratio(
      String name, double[] totals, double[] weights, SplittableRandom random) {
    Paired.requireSameExamples(name, totals.length, weights.length);
    int n = totals.length;
    double weight = Arrays.stream(weights).sum();
    if (!(weight > 0)) {
      throw new IllegalArgumentException(name + ": the weights add up to " + weight);
    }
    double value = Arrays.stream(totals).sum() / weight;
    if (n == 1) {
      return new Score(name, value, Double.NaN, Double.NaN, n);
    }
    double[] draws = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      draws[draw] = drawnRatio(totals, weights, random);
    }
    Arrays.sort(draws);
    double tail = tail(n);
    return new Score(name, value, quantile(draws, tail), quantile(draws, 1 - tail), n);
  }

  private static double drawnRatio(double[] totals, double[] weights, SplittableRandom random) {
    int n = totals.length;
    double total = 0;
    double weight = 0;
    while (weight == 0) {
      total = 0;
      for (int i = 0; i < n; i++) {
        int drawn = random.nextInt(n);
        total += totals[drawn];
        weight += weights[drawn];
      }
    }
    return total / weight;
  }

  static double tail(int n) {
    double student =
        new TDistribution(n - 1).inverseCumulativeProbability((1 + Score.CONFIDENCE) / 2);
    return new NormalDistribution().cumulativeProbability(-student * Math.sqrt(n / (n - 1.0)));
  }

  /// Linear between the order statistics.
  static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
