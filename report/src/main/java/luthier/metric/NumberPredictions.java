package luthier.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// The numbers that a model said of examples that have one or several each.
///
/// Metrics: `rmse`, `mae`, `r2`, `pearson`, `spearman` and, when a quantile was sought, `pinball`;
/// with several targets `r2` is their mean and each target has its own, as `rmse.NAME`.
public final class NumberPredictions extends Predictions {

  private final List<String> targets;
  private final double[][] truth;
  private final double[][] predicted;
  private final OptionalDouble quantile;

  /// Takes the predictions of all examples.
  ///
  /// @param targets names of the numbers, at least one
  /// @param truth [example][target], in the unit of the data
  /// @param predicted [example][target], likewise
  public NumberPredictions(List<String> targets, double[][] truth, double[][] predicted) {
    this(targets, truth, predicted, OptionalDouble.empty());
  }

  private NumberPredictions(
      List<String> targets, double[][] truth, double[][] predicted, OptionalDouble quantile) {
    this.targets = Labels.require(targets, 1);
    this.truth = truth.clone();
    this.predicted = predicted.clone();
    this.quantile = quantile;
    require(truth.length > 0, "at least one example", "none");
    require(predicted.length == truth.length, truth.length + " rows", predicted.length);
    for (int i = 0; i < truth.length; i++) {
      requireFinite(truth[i], targets.size());
      requireFinite(predicted[i], targets.size());
    }
  }

  private static void requireFinite(double[] row, int size) {
    require(row.length == size, size + " numbers for each example", row.length);
    for (double number : row) {
      require(Double.isFinite(number), "finite numbers", number);
    }
  }

  /// The same with the pinball loss of a quantile.
  ///
  /// @param sought in (0, 1)
  public NumberPredictions withQuantile(double sought) {
    require(sought > 0 && sought < 1, "a quantile between 0 and 1", sought);
    return new NumberPredictions(targets, truth, predicted, OptionalDouble.of(sought));
  }

  /// A predictor that looks at nothing, e.g. the means of the training set.
  ///
  /// @param values one per target
  public NumberPredictions constant(double[] values) {
    double[][] rows = new double[truth.length][];
    Arrays.fill(rows, values.clone());
    return new NumberPredictions(targets, truth, rows, quantile);
  }

  @Override
  public int examples() {
    return truth.length;
  }

  /// The names of the targets.
  public List<String> targets() {
    return targets;
  }

  double truth(int example, int target) {
    return truth[example][target];
  }

  double predicted(int example, int target) {
    return predicted[example][target];
  }

  @Override
  List<Measure> measures() {
    List<Measure> measures = new ArrayList<>();
    int n = truth.length;
    List<OneNumber> each =
        IntStream.range(0, targets.size())
            .mapToObj(target -> new OneNumber(column(truth, target), column(predicted, target)))
            .toList();
    if (targets.size() > 1) {
      measures.add(Measure.other("r2", n, times -> meanR2(each, times)));
    }
    for (int target = 0; target < targets.size(); target++) {
      OneNumber one = each.get(target);
      String suffix = targets.size() > 1 ? "." + targets.get(target) : "";
      measures.add(Measure.other("rmse" + suffix, n, one::rmse));
      measures.add(Measure.mean("mae" + suffix, one.absoluteErrors()));
      measures.add(Measure.other("r2" + suffix, n, one::r2));
      measures.add(Measure.other("pearson" + suffix, n, one::pearson));
      measures.add(Measure.other("spearman" + suffix, n, one::spearman));
      if (quantile.isPresent()) {
        double[] losses = one.pinballLosses(quantile.getAsDouble());
        measures.add(Measure.mean("pinball" + suffix, losses));
      }
    }
    return measures;
  }

  private static double meanR2(List<OneNumber> each, int[] times) {
    double sum = 0;
    for (OneNumber one : each) {
      sum += one.r2(times);
    }
    return sum / each.size();
  }

  private static double[] column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
  }
}
