package luthier.recipe;

/// The shape of the learning rate over a run: a linear warm-up, then a curve from the peak down.
public sealed interface Schedule {

  Warmup warmup();

  /// The peak until the end.
  record Constant(Warmup warmup) implements Schedule {}

  /// A straight line from the peak to 0 at the end.
  record Linear(Warmup warmup) implements Schedule {}

  /// Half a cosine from the peak to 0 at the end.
  record Cosine(Warmup warmup) implements Schedule {}

  /// The peak, then down to 0 over the last part of the run.
  ///
  /// @param decayRatio that part as a share of all optimizer steps, in (0, 1]
  record WarmupStableDecay(Warmup warmup, double decayRatio) implements Schedule {

    public WarmupStableDecay {
      Problems problems = new Problems().check(TrainingKeys.DECAY_RATIO, decayRatio);
      Contradictions.inSchedule(problems, warmup, decayRatio);
      problems.throwIfAny();
    }
  }

  /// How long the learning rate rises from 0 to its peak.
  sealed interface Warmup {

    /// As a share of all optimizer steps, in [0, 1).
    record Ratio(double ratio) implements Warmup {

      public Ratio {
        new Problems().check(TrainingKeys.WARMUP_RATIO, ratio).throwIfAny();
      }
    }

    /// In optimizer steps, at least 0.
    record Steps(long steps) implements Warmup {

      public Steps {
        new Problems().check(TrainingKeys.WARMUP_STEPS, steps).throwIfAny();
      }
    }
  }
}
