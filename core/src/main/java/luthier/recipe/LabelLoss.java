package luthier.recipe;

import java.util.Map;

/// What tasks with labels minimise.
///
/// @param weights of the classes in the cross-entropy (classification, multi_label)
/// @param ofNumbers loss of regression
/// @param quantile that [Numbers#QUANTILE] looks for, in (0, 1)
/// @param huberDelta from which error on [Numbers#HUBER] is linear, in units of the (standardised)
///   target
/// @param standardise whether numbers are shifted and scaled to mean 0 and deviation 1 of the
///   training set, and predictions back
public record LabelLoss(
    Weights weights, Numbers ofNumbers, double quantile, double huberDelta, boolean standardise) {

  /// How much the examples of a class count.
  public sealed interface Weights {
    /// All alike.
    record None() implements Weights {}

    /// `n / (classes * n of the class)`, so that every class counts as much as another
    /// (scikit-learn's `balanced`).
    record Balanced() implements Weights {}

    /// @param byLabel for labels that do not count 1
    record Given(Map<String, Double> byLabel) implements Weights {
      public Given {
        byLabel = Map.copyOf(byLabel);
      }
    }
  }

  /// Losses of regression.
  public enum Numbers {
    /// Mean squared error.
    MSE,
    /// Mean absolute error.
    MAE,
    /// Squared near 0, linear far away (Huber 1964).
    HUBER,
    /// Pinball loss, whose minimum is a quantile (Koenker and Bassett 1978).
    QUANTILE
  }

  /// What holds where a recipe says nothing.
  public static final LabelLoss USUAL =
      new LabelLoss(new Weights.None(), Numbers.MSE, 0.5, 1.0, true);

  public LabelLoss {
    new Problems()
        .check(LabelKeys.CLASS_WEIGHTS, weights)
        .check(LabelKeys.QUANTILE, quantile)
        .check(LabelKeys.HUBER_DELTA, huberDelta)
        .throwIfAny();
  }
}
