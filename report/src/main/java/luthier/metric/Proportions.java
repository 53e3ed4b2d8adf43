package luthier.metric;

import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/// Scores of examples that are right or wrong.
public final class Proportions {

  private Proportions() {}

  /// A share with Wilson's score interval, which holds its confidence also for few examples and for
  /// shares near 0 and 1 (Wilson, JASA 22, 1927; with z the normal quantile: `(p + z²/2n ± z
  /// √(p(1-p)/n + z²/4n²)) / (1 + z²/n)`).
  ///
  /// @throws IllegalArgumentException when there is no example
  public static Score wilson(String name, boolean[] right) {
    int n = right.length;
    if (n == 0) {
      throw new IllegalArgumentException(name + ": a share of no examples");
    }
    int hits = count(right);
    double share = (double) hits / n;
    double z = new NormalDistribution().inverseCumulativeProbability((1 + Score.CONFIDENCE) / 2);
    double centre = share + z * z / (2.0 * n);
    double half = z * Math.sqrt(share * (1 - share) / n + z * z / (4.0 * n * n));
    double scale = 1 + z * z / n;
    double low = hits == 0 ? 0 : (centre - half) / scale;
    double high = hits == n ? 1 : (centre + half) / scale;
    return new Score(name, share, low, high, n);
  }

  /// The change of a share on the same examples: the interval by paired bootstrap, the p-value by
  /// McNemar's exact test (McNemar, Psychometrika 12, 1947): of the examples on which the two
  /// differ, how many each side got right is binomial with probability 1/2 if neither is better.
  ///
  /// @throws IllegalArgumentException when the lengths differ or there is no example
  public static Difference difference(String name, boolean[] before, boolean[] after, long seed) {
    Paired.requireSameExamples(name, before.length, after.length);
    int n = before.length;
    int lost = 0;
    int won = 0;
    for (int i = 0; i < n; i++) {
      lost += before[i] && !after[i] ? 1 : 0;
      won += !before[i] && after[i] ? 1 : 0;
    }
    double[] changes = new double[n];
    for (int i = 0; i < n; i++) {
      changes[i] = (after[i] ? 1 : 0) - (before[i] ? 1 : 0);
    }
    Score change = Bootstrap.mean(name, changes, new SplittableRandom(seed));
    return new Difference(change, mcNemar(lost, won), "mcnemar_exact");
  }

  /// McNemar's exact two-sided p-value.
  ///
  /// @param lost examples that only the first got right
  /// @param won examples that only the second got right
  static double mcNemar(int lost, int won) {
    int differing = lost + won;
    if (differing == 0) {
      return 1;
    }
    double tail =
        new BinomialDistribution(differing, 0.5).cumulativeProbability(Math.min(lost, won));
    return Math.min(1, 2 * tail);
  }

  private static int count(boolean[] right) {
    int hits = 0;
    for (boolean hit : right) {
      hits += hit ? 1 : 0;
    }
    return hits;
  }
}
