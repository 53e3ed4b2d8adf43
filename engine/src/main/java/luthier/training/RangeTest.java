package luthier.training;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import luthier.TrainingFailedException;
import luthier.batch.StepPlan;

/// A range test (Smith, arXiv 1506.01186, section 3.3): a short training in which the learning rate
/// rises exponentially from step to step. The weights are spent afterwards; whoever asks puts the
/// old ones back.
///
/// @param step with an optimizer of its own
/// @param plan the examples of its steps are those that the training will begin with
/// @param lowest rate of the first step
/// @param highest rate of the last
/// @param steps at least 2
public record RangeTest(
    TrainingStep step, StepPlan plan, double lowest, double highest, int steps) {

  // beyond this many times the lowest loss so far, nothing is learned about better rates
  private static final double HOPELESS = 4;
  private static final double SMOOTHING = 0.8;
  private static final int LEAST = 5;
  private static final double FALL = 0.01;
  private static final double OF_THE_LOWEST = 0.1;

  /// @param loss before the update that was made with the rate
  public record Point(double rate, double loss) {}

  /// Trains; ends before its last step where the loss is no longer finite or hopeless.
  public List<Point> run() {
    List<Point> points = new ArrayList<>();
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < steps; i++) {
      double rate = lowest * Math.pow(highest / lowest, (double) i / (steps - 1));
      double loss;
      try {
        loss = step.run(i + 1L, plan.examplesOf(i), rate).loss();
      } catch (TrainingFailedException e) {
        return points; // a rate at which training breaks is what the test looks for
      }
      points.add(new Point(rate, loss));
      least = Math.min(least, loss);
      if (loss > HOPELESS * least && points.size() > LEAST) {
        return points;
      }
    }
    return points;
  }

  /// A tenth of the rate at which the smoothed loss was lowest; empty when the loss did not fall by
  /// a hundredth.
  public static OptionalDouble choose(List<Point> points) {
    double mean = 0;
    double correction = 1;
    double first = Double.NaN;
    double least = Double.POSITIVE_INFINITY;
    double rate = Double.NaN;
    for (int i = 0; i < points.size(); i++) {
      mean = SMOOTHING * mean + (1 - SMOOTHING) * points.get(i).loss();
      correction *= SMOOTHING;
      double smooth = mean / (1 - correction);
      if (i == LEAST - 1) {
        first = smooth;
      }
      if (i >= LEAST - 1 && smooth < least) {
        least = smooth;
        rate = points.get(i).rate();
      }
    }
    boolean fell = least < first * (1 - FALL);
    return fell ? OptionalDouble.of(rate * OF_THE_LOWEST) : OptionalDouble.empty();
  }
}
