package luthier.recipe;

import java.util.Optional;

/// What keeps a training from overfitting and from forgetting, besides weight decay, label
/// smoothing and the dropout of adapters. Formulas and sources: `docs/regularisation.md`.
///
/// @param neftuneNoiseAlpha alpha of the noise on the embeddings; 0 for none
/// @param l2Sp share of the distance to the starting weights taken off per step and unit of
///   learning rate; 0 for none
/// @param emaDecay decay of the moving average of the weights, in (0, 1); empty for none
/// @param klBeta weight of the distance to the base's distributions; 0 for none
/// @param rDropAlpha weight of the distance between two passes with other dropout; 0 for one pass
/// @param averageCheckpoints of how many last checkpoints the mean is tried; empty for none
/// @param modelDropout which dropout of the model itself a training applies
public record Regularization(
    double neftuneNoiseAlpha,
    double l2Sp,
    Optional<Double> emaDecay,
    double klBeta,
    double rDropAlpha,
    Optional<Integer> averageCheckpoints,
    ModelDropout modelDropout) {

  /// Dropout of the model itself, besides that of an adapter.
  public enum ModelDropout {
    NONE,
    /// That of the base's configuration, as in its pre-training.
    CONFIG
  }

  /// What holds where a recipe says nothing.
  public static final Regularization NONE =
      new Regularization(0, 0, Optional.empty(), 0, 0, Optional.empty(), ModelDropout.NONE);

  public Regularization {
    new Problems()
        .check(RegularizationKeys.NEFTUNE_NOISE_ALPHA, neftuneNoiseAlpha)
        .check(RegularizationKeys.L2_SP, l2Sp)
        .check(RegularizationKeys.EMA_DECAY, emaDecay)
        .check(RegularizationKeys.KL_BETA, klBeta)
        .check(RegularizationKeys.R_DROP_ALPHA, rDropAlpha)
        .check(RegularizationKeys.AVERAGE_CHECKPOINTS, averageCheckpoints)
        .throwIfAny();
  }
}
