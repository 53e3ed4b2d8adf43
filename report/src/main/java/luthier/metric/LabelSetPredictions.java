package luthier.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What a model said of examples that have any number of labels: predicted is every label of
/// probability [#THRESHOLD] or more.
///
/// Metrics: `micro_f1`, `macro_f1`, `subset_accuracy` (all labels of an example right),
/// `hamming_loss` (share of yes-or-no decisions that are wrong), `average_precision` (mean over the
/// labels that occur), `log_loss` (nats per decision).
public final class LabelSetPredictions extends Predictions {

  /// From this probability on a label is predicted.
  public static final double THRESHOLD = 0.5;

  private static final double SMALLEST = Math.ulp(1.0);

  private final List<String> labels;
  private final boolean[][] truth;
  private final double[][] probabilities;

  /// Takes the predictions of all examples.
  ///
  /// @param labels their names, at least one
  /// @param truth [example][label]
  /// @param probabilities [example][label], each label's own
  public LabelSetPredictions(List<String> labels, boolean[][] truth, double[][] probabilities) {
    this.labels = Labels.require(labels, 1);
    this.truth = truth.clone();
    this.probabilities = probabilities.clone();
    require(truth.length > 0, "at least one example", "none");
    require(probabilities.length == truth.length, truth.length + " rows", probabilities.length);
    for (int i = 0; i < truth.length; i++) {
      require(truth[i].length == labels.size(), labels.size() + " columns", truth[i].length);
      requireProbabilities(probabilities[i], labels.size());
    }
  }

  /// A predictor that looks at nothing: the share of the training set that has each label.
  ///
  /// @param shares one per label
  public LabelSetPredictions constant(double[] shares) {
    double[][] rows = new double[truth.length][];
    Arrays.fill(rows, shares.clone());
    return new LabelSetPredictions(labels, truth, rows);
  }

  @Override
  public int examples() {
    return truth.length;
  }

  /// The names of the labels.
  public List<String> labels() {
    return labels;
  }

  boolean truth(int example, int label) {
    return truth[example][label];
  }

  boolean predicted(int example, int label) {
    return probabilities[example][label] >= THRESHOLD;
  }

  double probability(int example, int label) {
    return probabilities[example][label];
  }

  boolean right(int example, int label) {
    return predicted(example, label) == truth[example][label];
  }

  boolean allRight(int example) {
    return IntStream.range(0, labels.size()).allMatch(label -> right(example, label));
  }

  @Override
  List<Measure> measures() {
    int n = truth.length;
    int[] hits = decisions(true, true);
    int[] falseAlarms = decisions(false, true);
    int[] misses = decisions(true, false);
    List<Measure> measures = new ArrayList<>();
    measures.add(
        Measure.other(
            "micro_f1",
            n,
            times -> Counts.f1(sum(hits, times), sum(falseAlarms, times), sum(misses, times))));
    measures.add(Measure.other("macro_f1", n, this::macroF1));
    boolean[] allRight = new boolean[n];
    double[] wrong = new double[n];
    double[] logLoss = new double[n];
    for (int i = 0; i < n; i++) {
      allRight[i] = allRight(i);
      wrong[i] = (double) (falseAlarms[i] + misses[i]) / labels.size();
      logLoss[i] = logLoss(i);
    }
    measures.add(Measure.share("subset_accuracy", allRight));
    measures.add(Measure.mean("hamming_loss", wrong));
    List<Ranking> rankings = IntStream.range(0, labels.size()).mapToObj(this::ranking).toList();
    measures.add(
        Measure.other(
            "average_precision",
            n,
            times -> Ranking.mean(rankings, Ranking::averagePrecision, times)));
    measures.add(Measure.mean("log_loss", logLoss));
    return measures;
  }

  /// How many labels of each example are, and are predicted, so.
  private int[] decisions(boolean isTrue, boolean isPredicted) {
    int[] counts = new int[truth.length];
    for (int i = 0; i < counts.length; i++) {
      for (int label = 0; label < labels.size(); label++) {
        counts[i] += truth[i][label] == isTrue && predicted(i, label) == isPredicted ? 1 : 0;
      }
    }
    return counts;
  }

  private static double sum(int[] perExample, int[] times) {
    long sum = 0;
    for (int i = 0; i < times.length; i++) {
      sum += (long) perExample[i] * times[i];
    }
    return sum;
  }

  /// The mean F1 of the labels that occur or were predicted.
  private double macroF1(int[] times) {
    long[] hits = new long[labels.size()];
    long[] falseAlarms = new long[labels.size()];
    long[] misses = new long[labels.size()];
    for (int i = 0; i < truth.length; i++) {
      for (int label = 0; times[i] > 0 && label < labels.size(); label++) {
        boolean isTrue = truth[i][label];
        if (predicted(i, label)) {
          hits[label] += isTrue ? times[i] : 0;
          falseAlarms[label] += isTrue ? 0 : times[i];
        } else {
          misses[label] += isTrue ? times[i] : 0;
        }
      }
    }
    return Counts.macroF1(hits, falseAlarms, misses);
  }

  private double logLoss(int example) {
    double sum = 0;
    for (int label = 0; label < labels.size(); label++) {
      double yes = probabilities[example][label];
      sum -= Math.log(Math.max(SMALLEST, truth[example][label] ? yes : 1 - yes));
    }
    return sum / labels.size();
  }

  private Ranking ranking(int label) {
    boolean[] positives = new boolean[truth.length];
    double[] scores = new double[truth.length];
    for (int i = 0; i < truth.length; i++) {
      positives[i] = truth[i][label];
      scores[i] = probabilities[i][label];
    }
    return new Ranking(scores, positives);
  }

  /// Of all yes-or-no decisions: whether the probability of what was decided comes true.
  Calibration calibration() {
    int size = truth.length * labels.size();
    double[] confidences = new double[size];
    boolean[] right = new boolean[size];
    for (int k = 0; k < size; k++) {
      double yes = probabilities[k / labels.size()][k % labels.size()];
      confidences[k] = Math.max(yes, 1 - yes);
      right[k] = right(k / labels.size(), k % labels.size());
    }
    return new Calibration(confidences, right);
  }

  /// Hits, false alarms and misses of each label.
  public List<Counts> counts() {
    List<Counts> counts = new ArrayList<>();
    for (int label = 0; label < labels.size(); label++) {
      Counts sum = Counts.NONE;
      for (int i = 0; i < truth.length; i++) {
        boolean found = predicted(i, label);
        boolean there = truth[i][label];
        sum =
            sum.plus(
                new Counts(
                    found && there ? 1 : 0, found && !there ? 1 : 0, !found && there ? 1 : 0));
      }
      counts.add(sum);
    }
    return counts;
  }
}
