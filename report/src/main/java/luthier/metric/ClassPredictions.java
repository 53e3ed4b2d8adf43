package luthier.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// What a classifier said of examples that have one label each: the predicted label is the one of
/// the highest probability, the first of several.
///
/// Metrics: `accuracy`, `macro_f1`, `micro_f1` (equal to the accuracy where each example has one
/// label), `mcc`, `auroc`, `average_precision`, `log_loss` (nats), `brier`,
/// `expected_calibration_error`, and with a [CostTable] `cost` and `cost_when_minimised`.
public final class ClassPredictions extends Predictions {

  /// Probabilities below count as this in the logarithm: one certain mistake shall not make the
  /// mean infinite (scikit-learn does the same).
  private static final double SMALLEST = Math.ulp(1.0);

  private static final double SUM_TOLERANCE = 1e-3;

  private final List<String> labels;
  private final int[] truth;
  private final double[][] probabilities;
  private final int[] predicted;
  private final OptionalInt positive;
  private final Optional<CostTable> costs;

  /// Takes the predictions of all examples.
  ///
  /// @param labels their names, at least two
  /// @param truth places in `labels`, one per example
  /// @param probabilities [example][label], each row adding up to 1
  public ClassPredictions(List<String> labels, int[] truth, double[][] probabilities) {
    this(labels, truth, probabilities, OptionalInt.empty(), Optional.empty());
  }

  private ClassPredictions(
      List<String> labels,
      int[] truth,
      double[][] probabilities,
      OptionalInt positive,
      Optional<CostTable> costs) {
    this.labels = Labels.require(labels, 2);
    this.truth = truth.clone();
    this.probabilities = probabilities.clone();
    this.costs = costs;
    require(truth.length > 0, "at least one example", "none");
    require(probabilities.length == truth.length, truth.length + " rows", probabilities.length);
    for (int label : truth) {
      require(label >= 0 && label < labels.size(), "labels below " + labels.size(), label);
    }
    for (double[] row : probabilities) {
      requireProbabilities(row, labels.size());
      double sum = Arrays.stream(row).sum();
      require(Math.abs(sum - 1) <= SUM_TOLERANCE, "probabilities that add up to 1", sum);
    }
    predicted = Arrays.stream(probabilities).mapToInt(ClassPredictions::highest).toArray();
    this.positive = labels.size() == 2 && positive.isEmpty() ? rarer(truth) : positive;
  }

  /// The same with the label that average precision and its curve are about; of two labels it is
  /// the rarer one unless named.
  ///
  /// @throws IllegalArgumentException when there is no such label, or there are not two
  public ClassPredictions withPositive(String label) {
    require(labels.size() == 2, "two labels, of which one is positive", labels);
    require(labels.contains(label), "one of the labels " + labels, label);
    OptionalInt place = OptionalInt.of(labels.indexOf(label));
    return new ClassPredictions(labels, truth, probabilities, place, costs);
  }

  /// The same with the costs of mistakes.
  ///
  /// @throws IllegalArgumentException when the table is for another number of labels
  public ClassPredictions withCosts(CostTable table) {
    require(table.labels() == labels.size(), labels.size() + " labels", table.labels());
    return new ClassPredictions(labels, truth, probabilities, positive, Optional.of(table));
  }

  /// A predictor that looks at nothing: the shares of the labels in the training set as
  /// probabilities, hence always the most frequent label.
  ///
  /// @param shares one per label, adding up to 1
  public ClassPredictions constant(double[] shares) {
    double[][] rows = new double[truth.length][];
    Arrays.fill(rows, shares.clone());
    return new ClassPredictions(labels, truth, rows, positive, costs);
  }

  private static OptionalInt rarer(int[] truth) {
    int ones = Arrays.stream(truth).sum();
    return OptionalInt.of(2 * ones <= truth.length ? 1 : 0);
  }

  static int highest(double[] row) {
    int highest = 0;
    for (int i = 1; i < row.length; i++) {
      highest = row[i] > row[highest] ? i : highest;
    }
    return highest;
  }

  @Override
  public int examples() {
    return truth.length;
  }

  /// The names of the labels.
  public List<String> labels() {
    return labels;
  }

  /// The positive one of two labels; empty when there are more.
  public OptionalInt positive() {
    return positive;
  }

  int truth(int example) {
    return truth[example];
  }

  int predicted(int example) {
    return predicted[example];
  }

  /// How many examples have a label.
  int truths(int label) {
    return (int) Arrays.stream(truth).filter(one -> one == label).count();
  }

  /// Probability of the predicted label.
  double confidence(int example) {
    return probabilities[example][predicted[example]];
  }

  @Override
  List<Measure> measures() {
    int n = truth.length;
    List<Measure> measures = new ArrayList<>();
    measures.add(Measure.share("accuracy", right()));
    measures.add(Measure.other("macro_f1", n, this::macroF1));
    measures.add(Measure.share("micro_f1", right()));
    measures.add(Measure.other("mcc", n, this::matthews));
    List<Ranking> rankings = rankings();
    measures.add(Measure.other("auroc", n, times -> Ranking.mean(rankings, Ranking::auroc, times)));
    List<Ranking> sought =
        positive.isPresent() ? List.of(rankings.get(positive.getAsInt())) : rankings;
    measures.add(
        Measure.other(
            "average_precision",
            n,
            times -> Ranking.mean(sought, Ranking::averagePrecision, times)));
    measures.add(Measure.mean("log_loss", each(this::logLoss)));
    measures.add(Measure.mean("brier", each(this::brier)));
    measures.add(new Measure.Other("expected_calibration_error", n, true, calibration()::error));
    costs.ifPresent(table -> {
      measures.add(Measure.mean("cost", each(i -> table.of(truth[i], predicted[i]))));
      measures.add(
          Measure.mean(
              "cost_when_minimised",
              each(i -> table.of(truth[i], table.cheapest(probabilities[i])))));
    });
    return measures;
  }

  private interface PerExample {
    double of(int example);
  }

  private double[] each(PerExample number) {
    return IntStream.range(0, truth.length).mapToDouble(number::of).toArray();
  }

  private boolean[] right() {
    boolean[] right = new boolean[truth.length];
    for (int i = 0; i < right.length; i++) {
      right[i] = predicted[i] == truth[i];
    }
    return right;
  }

  /// Negative natural logarithm of the true label's probability.
  private double logLoss(int example) {
    return -Math.log(Math.max(SMALLEST, probabilities[example][truth[example]]));
  }

  /// Squared error of the probabilities, summed over the labels; of two labels its half, so that it
  /// runs from 0 to 1 (Brier, Monthly Weather Review 78, 1950; scikit-learn halves it likewise).
  private double brier(int example) {
    double sum = 0;
    for (int label = 0; label < labels.size(); label++) {
      double error = probabilities[example][label] - (label == truth[example] ? 1 : 0);
      sum += error * error;
    }
    return labels.size() == 2 ? sum / 2 : sum;
  }

  /// The mean F1 of the labels that occur or were predicted (scikit-learn's `macro`).
  private double macroF1(int[] times) {
    long[] hits = new long[labels.size()];
    long[] falseAlarms = new long[labels.size()];
    long[] misses = new long[labels.size()];
    for (int i = 0; i < truth.length; i++) {
      if (predicted[i] == truth[i]) {
        hits[truth[i]] += times[i];
      } else {
        falseAlarms[predicted[i]] += times[i];
        misses[truth[i]] += times[i];
      }
    }
    return Counts.macroF1(hits, falseAlarms, misses);
  }

  /// Matthews' correlation of truth and prediction for any number of labels: with c right of s and
  /// t, p how often each label is true, predicted, `(c s - Σ t p) / √((s² - Σ p²) (s² - Σ t²))`
  /// (Gorodkin, Computational Biology and Chemistry 28, 2004, equation 8). NaN when all examples
  /// have, or get, one label.
  private double matthews(int[] times) {
    long[] isTrue = new long[labels.size()];
    long[] isPredicted = new long[labels.size()];
    double right = 0;
    double all = 0;
    for (int i = 0; i < truth.length; i++) {
      isTrue[truth[i]] += times[i];
      isPredicted[predicted[i]] += times[i];
      right += predicted[i] == truth[i] ? times[i] : 0;
      all += times[i];
    }
    double both = 0;
    double trueSquares = 0;
    double predictedSquares = 0;
    for (int label = 0; label < labels.size(); label++) {
      both += (double) isTrue[label] * isPredicted[label];
      trueSquares += (double) isTrue[label] * isTrue[label];
      predictedSquares += (double) isPredicted[label] * isPredicted[label];
    }
    double spread = (all * all - predictedSquares) * (all * all - trueSquares);
    return spread == 0 ? Double.NaN : (right * all - both) / Math.sqrt(spread);
  }

  private List<Ranking> rankings() {
    return IntStream.range(0, labels.size()).mapToObj(this::ranking).toList();
  }

  /// The examples by the probability of a label.
  Ranking ranking(int label) {
    boolean[] positives = new boolean[truth.length];
    double[] scores = new double[truth.length];
    for (int i = 0; i < truth.length; i++) {
      positives[i] = truth[i] == label;
      scores[i] = probabilities[i][label];
    }
    return new Ranking(scores, positives);
  }

  double probability(int example, int label) {
    return probabilities[example][label];
  }

  Calibration calibration() {
    return new Calibration(each(this::confidence), right());
  }

  /// How often each label was taken for each.
  ///
  /// @return [true label][predicted label]
  public int[][] confusion() {
    int[][] confusion = new int[labels.size()][labels.size()];
    for (int i = 0; i < truth.length; i++) {
      confusion[truth[i]][predicted[i]]++;
    }
    return confusion;
  }

  /// Hits, false alarms and misses of each label.
  public List<Counts> counts() {
    int[][] confusion = confusion();
    List<Counts> counts = new ArrayList<>();
    for (int label = 0; label < labels.size(); label++) {
      long column = 0;
      for (int[] row : confusion) {
        column += row[label];
      }
      int hits = confusion[label][label];
      counts.add(new Counts(hits, column - hits, Arrays.stream(confusion[label]).sum() - hits));
    }
    return counts;
  }
}
