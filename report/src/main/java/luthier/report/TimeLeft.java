package luthier.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import luthier.runlog.Metrics;
import luthier.runlog.RunEvent;

/// How long the steps and validations that are left will take.
///
/// @param low in seconds, if each step takes what the fastest tenth of the last fifty took
/// @param high likewise of the slowest tenth
record TimeLeft(double low, double high) {

  private static final int WARMING_UP = 20;
  private static final int LOOK_BACK = 50;

  /// Empty while fewer than twenty steps were made.
  ///
  /// @param totalSteps the number of the last step
  static Optional<TimeLeft> of(Metrics metrics, int totalSteps) {
    List<RunEvent.StepDone> steps = metrics.steps();
    if (steps.size() < WARMING_UP) {
      return Optional.empty();
    }
    double[] seconds =
        steps.subList(Math.max(0, steps.size() - LOOK_BACK), steps.size()).stream()
            .mapToDouble(step -> step.tokens() / step.tokensPerSecond())
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (seconds.length == 0) {
      return Optional.empty();
    }
    int left = Math.max(0, totalSteps - steps.getLast().step());
    double validating = left * validationSecondsPerStep(metrics);
    return Optional.of(
        new TimeLeft(
            left * seconds[seconds.length / 10] + validating,
            left * seconds[seconds.length - 1 - seconds.length / 10] + validating));
  }

  private static double validationSecondsPerStep(Metrics metrics) {
    List<RunEvent.Evaluated> all = metrics.evaluations();
    if (all.isEmpty() || all.getLast().step() == 0) {
      return 0;
    }
    double[] seconds = all.stream().mapToDouble(RunEvent.Evaluated::seconds).toArray();
    return Arrays.stream(seconds).average().orElse(0) * all.size() / all.getLast().step();
  }

  /// `3 min to 4 min left`.
  String words() {
    String from = Numbers.duration(low);
    String to = Numbers.duration(high);
    return (from.equals(to) ? from : from + " to " + to) + " left";
  }
}
