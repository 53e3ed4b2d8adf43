package luthier.recipe;

/// How long a run trains.
public sealed interface RunLength {

  /// Passes over the training examples; a fraction is allowed.
  record Epochs(double epochs) implements RunLength {

    public Epochs {
      new Problems().check(TrainingKeys.EPOCHS, Auto.of(epochs)).throwIfAny();
    }
  }

  /// Optimizer steps (not micro-batches).
  record MaxSteps(long steps) implements RunLength {

    public MaxSteps {
      new Problems().check(TrainingKeys.MAX_STEPS, steps).throwIfAny();
    }
  }
}
