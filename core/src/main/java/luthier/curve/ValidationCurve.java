package luthier.curve;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import luthier.recipe.BestBy;
import luthier.runlog.RunEvent;

/// The validations of a run, in their order.
final class ValidationCurve {

  private final List<RunEvent.Evaluated> all;
  private final double[] losses;
  private final int best;
  private final int bestJudged;

  /// @param by the number that chooses the best step
  ValidationCurve(List<RunEvent.Evaluated> all, BestBy by) {
    this.all = all;
    this.losses = all.stream().mapToDouble(RunEvent.Evaluated::lossNatsPerToken).toArray();
    this.best = lowest(losses);
    this.bestJudged = lowest(all.stream().mapToDouble(each -> judged(each, by)).toArray());
  }

  /// Less is better; infinite where it was not measured.
  private static double judged(RunEvent.Evaluated each, BestBy by) {
    if (by.metric().equals("loss")) {
      return each.lossNatsPerToken();
    }
    Double value = each.scores().get(by.metric());
    if (value == null || value.isNaN()) {
      return Double.POSITIVE_INFINITY;
    }
    return by.lessIsBetter() ? value : -value;
  }

  /// The first of the lowest.
  private static int lowest(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] < values[best] ? i : best;
    }
    return best;
  }

  boolean isEmpty() {
    return losses.length == 0;
  }

  int count() {
    return losses.length;
  }

  double last() {
    return isEmpty() ? Double.NaN : losses[losses.length - 1];
  }

  /// The lowest loss.
  double best() {
    return isEmpty() ? Double.NaN : losses[best];
  }

  int bestLossStep() {
    return isEmpty() ? 0 : all.get(best).step();
  }

  /// The step of the best validation by the number that chooses it; 0 before the first.
  int bestStep() {
    return isEmpty() ? 0 : all.get(bestJudged).step();
  }

  /// Whether the losses of the last `count` validations are all risen.
  boolean risen(int count, DoublePredicate isRisen) {
    return losses.length > count
        && Arrays.stream(losses, losses.length - count, losses.length).allMatch(isRisen);
  }

  /// Whether the best validation, by the number that chooses it, is not among the last `count`.
  boolean stalls(int count) {
    return !isEmpty() && bestJudged < losses.length - count;
  }

  /// Whether the last `count` losses lie within a share of their lowest.
  boolean flat(int count, double share) {
    if (losses.length < count) {
      return false;
    }
    double[] some = Arrays.copyOfRange(losses, losses.length - count, losses.length);
    double low = Arrays.stream(some).min().orElseThrow();
    double high = Arrays.stream(some).max().orElseThrow();
    return high - low <= share * low;
  }

  /// By which share the last loss is below the lowest before it; 0 when it is not.
  double improvement() {
    if (losses.length < 2) {
      return 0;
    }
    double before = Arrays.stream(losses, 0, losses.length - 1).min().orElseThrow();
    return Math.max(0, 1 - last() / before);
  }

  /// By which share a further number of the validations is above its first value.
  Optional<Double> rise(String name) {
    List<Double> values =
        all.stream()
            .flatMap(each -> Optional.ofNullable(each.scores().get(name)).stream())
            .toList();
    return values.size() < 2
        ? Optional.empty()
        : Optional.of(values.getLast() / values.getFirst() - 1);
  }
}
