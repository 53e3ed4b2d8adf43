package luthier.verdict;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import luthier.metric.Difference;
import luthier.metric.Forgetting;

/// How a verdict is reached. A pure function of what was measured: nothing else may decide.
///
/// 1. Worse than the base (for labels: than what looks at nothing), by more than chance: worse.
/// 2. Better than all rivals by more than chance: better, or better but it forgot.
/// 3. A rival that is simpler than tuning (a prompt, neighbours) is ahead by more than chance, or
///    the tuned model is better than the base but not ahead of that rival, or so little that more
///    than [#MOST_GROWTH] times as many examples again were needed to show it: the simpler one
///    instead.
/// 4. Else no difference that these examples can show.
///
/// The p-values are corrected for the number of rivals by Holm's step-down procedure (Scandinavian
/// Journal of Statistics 6, 1979): sorted, the i-th smallest of m counts `m - i + 1` times.
public final class Decision {

  private static final int MOST_GROWTH = 3;

  private final Primary primary;
  private final List<Comparison> comparisons;
  private final Optional<Forgetting> forgetting;

  private Decision(Primary primary, List<Comparison> comparisons, Optional<Forgetting> forgetting) {
    this.primary = primary;
    this.comparisons = comparisons;
    this.forgetting = forgetting;
  }

  /// A rival with how the tuned model differs from it.
  ///
  /// @param difference tuned minus rival, by the metric that decides
  public record Against(Predictor.Kind rival, String name, Difference difference) {}

  /// The rivals with their corrected p-values, in their order.
  public static List<Comparison> compare(Primary primary, List<Against> rivals) {
    double[] corrected =
        holm(rivals.stream().mapToDouble(rival -> rival.difference().pValue()).toArray());
    return IntStream.range(0, rivals.size())
        .mapToObj(i -> {
          Against one = rivals.get(i);
          double detectable = Power.detectable(one.difference().change(), primary.share());
          return new Comparison(
              one.rival(), one.name(), one.difference(), corrected[i], detectable);
        })
        .toList();
  }

  /// Holm's adjusted p-values, in the order of the given ones.
  static double[] holm(double[] pValues) {
    int m = pValues.length;
    List<Integer> order =
        IntStream.range(0, m).boxed().sorted(Comparator.comparingDouble(i -> pValues[i])).toList();
    double[] adjusted = new double[m];
    double largest = 0;
    for (int i = 0; i < m; i++) {
      largest = Math.max(largest, Math.min(1, (m - i) * pValues[order.get(i)]));
      adjusted[order.get(i)] = largest;
    }
    return adjusted;
  }

  /// The verdict.
  ///
  /// @param comparisons of [#compare]
  /// @param forgetting what was unlearned; empty where that was not measured
  public static Verdict of(
      Primary primary, List<Comparison> comparisons, Optional<Forgetting> forgetting) {
    return new Decision(primary, comparisons, forgetting).verdict();
  }

  private Verdict verdict() {
    if (comparisons.isEmpty()) {
      return new Verdict.NotMeasured();
    }
    if (comparisons.stream().anyMatch(one -> one.rival().isFloor() && worse(one))) {
      return new Verdict.Worse();
    }
    if (comparisons.stream().allMatch(this::better)) {
      return forgetting
          .filter(Forgetting::exceeded)
          .<Verdict>map(Verdict.BetterButForgot::new)
          .orElseGet(Verdict.Better::new);
    }
    boolean learnt = comparisons.stream().filter(c -> c.rival().isFloor()).allMatch(this::better);
    return comparisons.stream()
        .filter(one -> !one.rival().isFloor())
        .filter(one -> worse(one) || (learnt && !better(one) && isAsGood(one)))
        .findFirst()
        .<Verdict>map(one -> new Verdict.SimplerInstead(one.rival()))
        .orElseGet(() -> new Verdict.NoDifference(more()));
  }

  private boolean better(Comparison one) {
    return one.significant() && primary.gain(one.difference()) > 0;
  }

  private boolean worse(Comparison one) {
    return one.significant() && primary.gain(one.difference()) < 0;
  }

  /// Whether the rival is as good, as far as a reasonable number of examples could tell.
  private boolean isAsGood(Comparison one) {
    OptionalLong more = more(one);
    return primary.gain(one.difference()) <= 0
        || (more.isPresent()
            && more.getAsLong() > (long) MOST_GROWTH * one.difference().change().examples());
  }

  /// How many more examples would settle all that is open.
  private OptionalLong more() {
    List<OptionalLong> open =
        comparisons.stream().filter(one -> !better(one)).map(this::more).toList();
    return open.stream().anyMatch(OptionalLong::isEmpty)
        ? OptionalLong.empty()
        : open.stream().mapToLong(OptionalLong::getAsLong).max();
  }

  private OptionalLong more(Comparison one) {
    return Power.more(
        primary.gain(one.difference()), one.detectable(), one.difference().change().examples());
  }
}
