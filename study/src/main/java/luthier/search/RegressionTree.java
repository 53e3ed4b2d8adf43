package luthier.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A regression tree on the unit cube (Breiman et al. 1984): each leaf is a box with the mean of
/// the examples in it.
final class RegressionTree {

  private static final int FEWEST_IN_LEAF = 2;

  /// A box of the cube.
  ///
  /// @param low corner, one number per dimension
  /// @param high corner
  /// @param value mean of its examples
  record Leaf(double[] low, double[] high, double value) {

    /// The volume of the box without one dimension.
    double volumeWithout(int dimension) {
      double volume = 1;
      for (int d = 0; d < low.length; d++) {
        volume *= d == dimension ? 1 : high[d] - low[d];
      }
      return volume;
    }
  }

  private final double[][] points;
  private final double[] values;
  private final SplittableRandom random;
  private final List<Leaf> leaves = new ArrayList<>();

  private RegressionTree(double[][] points, double[] values, SplittableRandom random) {
    this.points = points;
    this.values = values;
    this.random = random;
  }

  /// The leaves of a tree on a bootstrap sample of the points.
  static List<Leaf> leaves(double[][] points, double[] values, SplittableRandom random) {
    int[] sample = random.ints(points.length, 0, points.length).toArray();
    RegressionTree tree = new RegressionTree(points, values, random);
    double[] low = new double[points[0].length];
    double[] high = new double[points[0].length];
    Arrays.fill(high, 1);
    tree.grow(sample, low, high);
    return tree.leaves;
  }

  private record Cut(int dimension, double at, double gain) {}

  private void grow(int[] sample, double[] low, double[] high) {
    Cut best = new Cut(-1, 0, 1e-12);
    int dimensions = low.length;
    // some of the dimensions at each node, so that trees differ
    int tried = Math.max(1, Math.ceilDiv(2 * dimensions, 3));
    int[] order = shuffled(dimensions);
    for (int i = 0; i < tried && sample.length >= 2 * FEWEST_IN_LEAF; i++) {
      Cut cut = bestCut(sample, order[i]);
      best = cut.gain() > best.gain() ? cut : best;
    }
    if (best.dimension() < 0) {
      double mean = Arrays.stream(sample).mapToDouble(i -> values[i]).average().orElse(0);
      leaves.add(new Leaf(low, high, mean));
      return;
    }
    Cut cut = best;
    double[] middleHigh = high.clone();
    double[] middleLow = low.clone();
    middleHigh[cut.dimension()] = cut.at();
    middleLow[cut.dimension()] = cut.at();
    int[] left = Arrays.stream(sample).filter(i -> points[i][cut.dimension()] < cut.at()).toArray();
    int[] right =
        Arrays.stream(sample).filter(i -> points[i][cut.dimension()] >= cut.at()).toArray();
    grow(left, low, middleHigh);
    grow(right, middleLow, high);
  }

  /// The cut after which the squared errors are the least.
  private Cut bestCut(int[] sample, int dimension) {
    int[] sorted =
        Arrays.stream(sample)
            .boxed()
            .sorted((a, b) -> Double.compare(points[a][dimension], points[b][dimension]))
            .mapToInt(Integer::intValue)
            .toArray();
    double total = Arrays.stream(sorted).mapToDouble(i -> values[i]).sum();
    double left = 0;
    Cut best = new Cut(-1, 0, 0);
    for (int i = 1; i < sorted.length; i++) {
      left += values[sorted[i - 1]];
      double before = points[sorted[i - 1]][dimension];
      double after = points[sorted[i]][dimension];
      if (before == after || i < FEWEST_IN_LEAF || sorted.length - i < FEWEST_IN_LEAF) {
        continue;
      }
      double right = total - left;
      double gain =
          left * left / i + right * right / (sorted.length - i) - total * total / sorted.length;
      if (gain > best.gain()) {
        best = new Cut(dimension, 0.5 * (before + after), gain);
      }
    }
    return best;
  }

  private int[] shuffled(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
