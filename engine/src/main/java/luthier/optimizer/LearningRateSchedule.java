package luthier.optimizer;

import luthier.recipe.Schedule;

/// The learning rate as a pure function of the optimizer step. Nothing here remembers anything, so
/// a resumed run needs only the step number to continue on the same curve.
///
/// Every schedule warms up linearly over its first W steps, `lr(s) = peak s / W`, so that the first
/// step of a warm-up has the rate 0 (transformers, optimization.py: `get_*_schedule_with_warmup`).
public sealed interface LearningRateSchedule {

  /// @param step optimizer steps completed so far, 0 <= step < totalSteps
  /// @return learning rate of the next optimizer step, >= 0
  double at(long step);

  /// @param peak learning rate after warm-up
  /// @param totalSteps optimizer steps of the whole run, not micro-batches
  static LearningRateSchedule of(Schedule schedule, double peak, long totalSteps) {
    long warmup =
        switch (schedule.warmup()) {
          case Schedule.Warmup.Steps(long steps) -> steps;
          case Schedule.Warmup.Ratio(double ratio) -> (long) Math.ceil(totalSteps * ratio - 1e-9);
        };
    return switch (schedule) {
      case Schedule.Constant _ -> new Constant(peak, warmup);
      case Schedule.Linear _ -> new Linear(peak, warmup, totalSteps);
      case Schedule.Cosine _ -> new Cosine(peak, warmup, totalSteps);
      case Schedule.WarmupStableDecay(Schedule.Warmup _, double ratio) ->
          new WarmupStableDecay(
              peak, 0, warmup, totalSteps, (long) Math.ceil(totalSteps * ratio - 1e-9));
    };
  }

  /// `lr(s) = peak` after warm-up.
  record Constant(double peak, long warmupSteps) implements LearningRateSchedule {
    @Override
    public double at(long step) {
      return step < warmupSteps ? peak * step / warmupSteps : peak;
    }
  }

  /// `lr(s) = peak (S - s) / (S - W)` after warm-up; 0 is reached one step after the last.
  record Linear(double peak, long warmupSteps, long totalSteps) implements LearningRateSchedule {
    @Override
    public double at(long step) {
      if (step < warmupSteps) {
        return peak * step / warmupSteps;
      }
      return peak * (totalSteps - step) / Math.max(1, totalSteps - warmupSteps);
    }
  }

  /// `lr(s) = peak (1 + cos(pi (s - W) / (S - W))) / 2` after warm-up (Loshchilov & Hutter 2016,
  /// arXiv:1608.03983, equation 5, one period).
  record Cosine(double peak, long warmupSteps, long totalSteps) implements LearningRateSchedule {
    @Override
    public double at(long step) {
      if (step < warmupSteps) {
        return peak * step / warmupSteps;
      }
      double progress = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
      return peak * (1 + Math.cos(Math.PI * progress)) / 2;
    }
  }

  /// Warm-up, then the peak, then half a cosine down over the last D steps; rates between
  /// `floorRatio * peak` and the peak (Hu et al. 2024, arXiv:2404.06395, section 4; the cosine as
  /// in transformers' `get_wsd_schedule`).
  record WarmupStableDecay(
      double peak, double floorRatio, long warmupSteps, long totalSteps, long decaySteps)
      implements LearningRateSchedule {
    @Override
    public double at(long step) {
      long decayStart = Math.max(warmupSteps, totalSteps - decaySteps);
      double factor;
      if (step < warmupSteps) {
        factor = (double) step / warmupSteps;
      } else if (step < decayStart) {
        factor = 1;
      } else {
        double progress = (double) (step - decayStart) / Math.max(1, totalSteps - decayStart);
        factor = (1 + Math.cos(Math.PI * progress)) / 2;
      }
      return peak * (factor * (1 - floorRatio) + floorRatio);
    }
  }
}
