package luthier.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hipparchus.distribution.continuous.TDistribution;

/// The smallest difference between two models that a test set can show: one that is this large in
/// truth is significant at the 5 % level in four of five test sets of this size ([#POWER]). A
/// smaller one may well be there and not be seen.
///
/// - Shares: by the power of McNemar's exact test ([McNemarPower]), with the share of examples on
///   which the two models differ as observed, `(differing + 1) / (n + 2)`, or, before there is a
///   comparison, with [#WORST].
/// - Means: `(t(0.975) + t(0.8)) s / √n`, with s the standard deviation of the examples' changes
///   and t Student's quantiles for n - 1 (Chow, Shao and Wang, Sample Size Calculations in Clinical
///   Research, 2008, section 3.1.1, solved for the difference).
/// - All else: the same, with the standard error from the width of the change's bootstrap interval.
///
/// @param metric in snake_case
/// @param examples how many the test set has
/// @param difference in the unit of the metric, above 0
public record SmallestDifference(String metric, int examples, double difference) {

  /// How often a difference of this size is seen.
  public static final double POWER = 0.8;

  /// The largest share of examples on which one of two models is right that have nothing in common,
  /// so the worst that is to be expected.
  public static final double WORST = 0.5;

  /// What the test set can show of a metric that is right or wrong on each example, before any
  /// model has been asked; empty below six examples, of which no difference is significant.
  public static Optional<SmallestDifference> ofShare(String metric, int examples) {
    return ofShare(metric, examples, WORST);
  }

  /// The same for two models that differ on this share of the examples.
  ///
  /// @param discordant above 0, up to 1
  public static Optional<SmallestDifference> ofShare(
      String metric, int examples, double discordant) {
    double smallest = new McNemarPower(examples).smallest(discordant, POWER);
    return Double.isNaN(smallest)
        ? Optional.empty()
        : Optional.of(new SmallestDifference(metric, examples, smallest));
  }

  /// What the test set can show of each metric that two predictors on the same examples have in
  /// common; a metric of which it can show nothing, or whose change has no interval, is left out.
  ///
  /// @param differences of these predictors, from [Scores#compare]
  public static List<SmallestDifference> of(
      Predictions base, Predictions tuned, List<Difference> differences) {
    Paired.requireSameExamples("predictions", base.examples(), tuned.examples());
    List<SmallestDifference> smallest = new ArrayList<>();
    List<Measure> before = base.measures();
    for (Measure after : tuned.measures()) {
      Optional<Measure> same =
          before.stream().filter(one -> one.name().equals(after.name())).findFirst();
      Optional<Difference> difference =
          differences.stream().filter(one -> one.change().name().equals(after.name())).findFirst();
      if (same.isPresent() && difference.isPresent()) {
        of(same.get(), after, difference.get().change()).ifPresent(smallest::add);
      }
    }
    return smallest;
  }

  private static Optional<SmallestDifference> of(Measure before, Measure after, Score change) {
    return switch (after) {
      case Measure.Share share ->
          ofShare(
              share.name(),
              share.right().size(),
              discordant(((Measure.Share) before).right().values(), share.right().values()));
      case Measure.Mean mean ->
          ofMean(
              mean.name(),
              ((Measure.Mean) before).perExample().values(),
              mean.perExample().values());
      case Measure.Other _ -> ofInterval(change);
    };
  }

  private static double discordant(boolean[] before, boolean[] after) {
    int differing = 0;
    for (int i = 0; i < before.length; i++) {
      differing += before[i] == after[i] ? 0 : 1;
    }
    return (differing + 1.0) / (before.length + 2.0);
  }

  private static Optional<SmallestDifference> ofMean(String name, double[] before, double[] after) {
    int n = before.length;
    if (n < 2) {
      return Optional.empty();
    }
    double[] changes = new double[n];
    Arrays.setAll(changes, i -> after[i] - before[i]);
    double mean = Arrays.stream(changes).average().orElseThrow();
    double squares = Arrays.stream(changes).map(change -> (change - mean) * (change - mean)).sum();
    double error = Math.sqrt(squares / (n - 1) / n);
    TDistribution student = new TDistribution(n - 1);
    return positive(name, n, error * (outer(student) + inner(student)));
  }

  /// The bounds of an interval lie about `t(0.975)` standard errors out ([Bootstrap]).
  ///
  /// @param change with its interval
  static Optional<SmallestDifference> ofInterval(Score change) {
    if (!change.hasInterval()) {
      return Optional.empty();
    }
    TDistribution student = new TDistribution(change.examples() - 1);
    double half = (change.high() - change.low()) / 2;
    return positive(change.name(), change.examples(), half * (1 + inner(student) / outer(student)));
  }

  private static double outer(TDistribution student) {
    return student.inverseCumulativeProbability((1 + Score.CONFIDENCE) / 2);
  }

  private static double inner(TDistribution student) {
    return student.inverseCumulativeProbability(POWER);
  }

  /// Models that change by the same on every example leave nothing to chance.
  private static Optional<SmallestDifference> positive(String name, int n, double difference) {
    return difference > 0
        ? Optional.of(new SmallestDifference(name, n, difference))
        : Optional.empty();
  }

  /// About how many examples a test set needs to show a difference, as chance falls with the root
  /// of their number.
  ///
  /// @param sought above 0, in the unit of the metric
  public int examplesFor(double sought) {
    double ratio = difference / sought;
    return (int) Math.min(Integer.MAX_VALUE, Math.ceil(examples * ratio * ratio));
  }
}
