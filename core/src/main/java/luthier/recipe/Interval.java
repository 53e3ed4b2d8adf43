package luthier.recipe;

/// How often something happens during a run.
public sealed interface Interval {

  /// Every so many optimizer steps.
  record Steps(long steps) implements Interval {

    public Steps {
      new Problems()
          .check(steps >= 1, "interval", "found " + steps + ", expected at least 1 step")
          .throwIfAny();
    }
  }

  /// `epoch`: at the end of each pass over the training examples.
  record Epoch() implements Interval {}
}
