package luthier.metric;

import java.util.Arrays;

/// What each mistake costs, in the user's unit.
public final class CostTable {

  private final double[][] costs;

  /// Takes a square table.
  ///
  /// @param costs [true label][predicted label]; what is right usually costs nothing
  public CostTable(double[][] costs) {
    this.costs = Arrays.stream(costs).map(double[]::clone).toArray(double[][]::new);
    for (double[] row : this.costs) {
      Predictions.require(
          row.length == costs.length, "a cost for each of " + costs.length + " labels", row.length);
      for (double cost : row) {
        Predictions.require(Double.isFinite(cost), "a finite cost", cost);
      }
    }
  }

  /// How many labels it is for.
  public int labels() {
    return costs.length;
  }

  /// What it costs to take `truth` for `predicted`.
  public double of(int truth, int predicted) {
    return costs[truth][predicted];
  }

  /// The label whose cost is expected to be lowest (Elkan, IJCAI 2001, equation 1); the first of
  /// several.
  ///
  /// @param probabilities of the labels
  public int cheapest(double[] probabilities) {
    int cheapest = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (int predicted = 0; predicted < costs.length; predicted++) {
      double expected = 0;
      for (int truth = 0; truth < costs.length; truth++) {
        expected += probabilities[truth] * costs[truth][predicted];
      }
      if (expected < lowest) {
        lowest = expected;
        cheapest = predicted;
      }
    }
    return cheapest;
  }
}
