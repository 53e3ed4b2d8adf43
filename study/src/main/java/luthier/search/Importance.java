package luthier.search;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// How much of the differences between trials each key decides: functional analysis of variance on
/// a random forest (Hutter et al. 2014, "An Efficient Approach for Assessing Hyperparameter
/// Importance", sections 3 and 4).
///
/// Each tree is a function that is constant on boxes, so that the mean over all other keys is
/// exact. The share of a key is the variance of that mean over the variance of the tree; the shares
/// of all keys and of what they do only together add up to 1.
///
/// @param shares by dimension, in [0, 1]
record Importance(double[] shares) {

  private static final int TREES = 64;

  /// @param points in the unit cube
  /// @param losses of the points; outliers above the upper fence of Tukey count as that fence, so
  ///   that one diverged trial does not decide everything
  static Importance of(double[][] points, double[] losses, long seed) {
    int dimensions = points[0].length;
    double[] values = fenced(losses);
    double[] shares = new double[dimensions];
    int used = 0;
    for (int t = 0; t < TREES; t++) {
      SplittableRandom random = Draws.of(seed, t);
      List<RegressionTree.Leaf> leaves = RegressionTree.leaves(points, values, random);
      double whole = variance(leaves);
      if (whole > 0) {
        used++;
        for (int d = 0; d < dimensions; d++) {
          shares[d] += Math.min(1, variance(leaves, d) / whole);
        }
      }
    }
    int count = Math.max(1, used);
    return new Importance(Arrays.stream(shares).map(s -> s / count).toArray());
  }

  private static double[] fenced(double[] losses) {
    double[] sorted = losses.clone();
    Arrays.sort(sorted);
    double low = sorted[(sorted.length - 1) / 4];
    double high = sorted[3 * (sorted.length - 1) / 4];
    double fence = high + 1.5 * (high - low);
    return Arrays.stream(losses).map(loss -> Math.min(loss, fence)).toArray();
  }

  private static double mean(List<RegressionTree.Leaf> leaves) {
    return leaves.stream().mapToDouble(leaf -> leaf.value() * leaf.volumeWithout(-1)).sum();
  }

  private static double variance(List<RegressionTree.Leaf> leaves) {
    double mean = mean(leaves);
    return leaves.stream()
        .mapToDouble(leaf -> Math.pow(leaf.value() - mean, 2) * leaf.volumeWithout(-1))
        .sum();
  }

  /// The variance of the mean over all other dimensions.
  private static double variance(List<RegressionTree.Leaf> leaves, int dimension) {
    double mean = mean(leaves);
    double[] ends =
        leaves.stream()
            .flatMap(leaf -> List.of(leaf.low()[dimension], leaf.high()[dimension]).stream())
            .mapToDouble(Double::doubleValue)
            .distinct()
            .sorted()
            .toArray();
    return IntStream.range(1, ends.length)
        .mapToDouble(i -> {
          double middle = 0.5 * (ends[i - 1] + ends[i]);
          double marginal =
              leaves.stream()
                  .filter(l -> l.low()[dimension] < middle && middle < l.high()[dimension])
                  .mapToDouble(leaf -> leaf.value() * leaf.volumeWithout(dimension))
                  .sum();
          return Math.pow(marginal - mean, 2) * (ends[i] - ends[i - 1]);
        })
        .sum();
  }
}
