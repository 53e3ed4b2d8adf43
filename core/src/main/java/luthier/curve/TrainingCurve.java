package luthier.curve;

import java.util.Arrays;
import java.util.List;
import luthier.runlog.RunEvent;

/// The training loss of a run, step by step.
final class TrainingCurve {

  private static final int SMOOTH = 10;
  private static final int DIVERGED_STEPS = 20;
  private static final double DIVERGED_TIMES = 2;
  private static final double DIVERGED_OF_START = 0.1;
  static final int LEAST_STEPS = 20;
  private static final int LEAST_RECENT = 5;
  private static final int MOST_RECENT = 50;

  private final double[] losses;
  private final RunEvent.StepDone last;

  /// @param steps at least one
  TrainingCurve(List<RunEvent.StepDone> steps) {
    this.losses = steps.stream().mapToDouble(RunEvent.StepDone::lossNatsPerToken).toArray();
    this.last = steps.getLast();
  }

  int steps() {
    return losses.length;
  }

  int lastStep() {
    return last.step();
  }

  boolean broken() {
    return Arrays.stream(losses).anyMatch(loss -> !Double.isFinite(loss));
  }

  /// Whether the smoothed loss has long been far above its lowest.
  boolean diverged() {
    double[] smooth = smoothed();
    double lowest = Double.POSITIVE_INFINITY;
    int above = 0;
    for (double loss : smooth) {
      lowest = Math.min(lowest, loss);
      boolean far = loss > DIVERGED_TIMES * lowest && loss > lowest + DIVERGED_OF_START * first();
      above = far ? above + 1 : 0;
    }
    return above >= DIVERGED_STEPS;
  }

  /// The lowest mean over ten steps.
  double lowest() {
    return Arrays.stream(smoothed()).min().orElse(Double.NaN);
  }

  private double[] smoothed() {
    double[] smooth = new double[Math.max(0, losses.length - SMOOTH + 1)];
    for (int i = 0; i < smooth.length; i++) {
      smooth[i] = mean(i, i + SMOOTH);
    }
    return smooth;
  }

  /// The mean over the last epoch, of at least 5 and at most 50 steps.
  double recent() {
    int epoch = (int) Math.min(MOST_RECENT, Math.round(last.step() / Math.max(1e-9, last.epoch())));
    int window = Math.max(LEAST_RECENT, epoch);
    return mean(Math.max(0, losses.length - window), losses.length);
  }

  /// Whether there are enough steps to say that nothing is learned.
  boolean mayBeJudged() {
    return losses.length >= LEAST_STEPS && last.epoch() >= 1 - 1e-9;
  }

  /// By which share of it the loss of the first quarter is above that of the last.
  double fall() {
    return 1 - lastQuarter() / firstQuarter();
  }

  double firstQuarter() {
    return mean(0, quarter());
  }

  double lastQuarter() {
    return mean(losses.length - quarter(), losses.length);
  }

  private int quarter() {
    return Math.max(1, losses.length / 4);
  }

  /// What the run began with: the first loss, before the first update.
  double first() {
    return losses[0];
  }

  private double mean(int from, int to) {
    return Arrays.stream(losses, from, to).average().orElse(Double.NaN);
  }
}
