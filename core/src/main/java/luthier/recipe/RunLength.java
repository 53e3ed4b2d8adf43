package luthier.recipe;

/// How long a run trains.
public sealed interface RunLength {

  /// Passes over the training examples; a fraction is allowed.
  record Epochs(double epochs) implements RunLength {}

  /// Optimizer steps (not micro-batches).
  record MaxSteps(long steps) implements RunLength {}
}
