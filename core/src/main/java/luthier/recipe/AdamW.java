package luthier.recipe;

/// The optimizer and its settings (Loshchilov & Hutter 2019, arXiv:1711.05101).
///
/// @param beta1 decay of the mean of gradients, in [0, 1)
/// @param beta2 decay of the mean of squared gradients, in [0, 1)
/// @param epsilon added to the root of the second mean, greater than 0
/// @param weightDecay share of a weight that is taken off per step and unit of learning rate
/// @param weightDecayOn which weights decay
public record AdamW(
    double beta1, double beta2, double epsilon, double weightDecay, WeightDecayOn weightDecayOn) {

  public AdamW {
    new Problems()
        .check(TrainingKeys.BETA1, beta1)
        .check(TrainingKeys.BETA2, beta2)
        .check(TrainingKeys.EPSILON, epsilon)
        .check(TrainingKeys.WEIGHT_DECAY, weightDecay)
        .throwIfAny();
  }

  /// Which weights decay.
  public enum WeightDecayOn {
    /// Weights of two and more dimensions: not biases, not norms.
    MATRICES,
    ALL
  }
}
