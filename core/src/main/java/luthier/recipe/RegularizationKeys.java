package luthier.recipe;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The keys of the section `training` that hold off overfitting and forgetting.
final class RegularizationKeys {

  static final Key<Double> NEFTUNE_NOISE_ALPHA =
      key(
          "neftune_noise_alpha",
          Types.notNegative(),
          0.0,
          "NEFTune: uniform noise of at most alpha / sqrt(tokens of the example * width) on the"
              + " embeddings of tokens, in training only; usual are 5 to 15; 0: none",
          Regularization::neftuneNoiseAlpha);

  static final Key<Double> L2_SP =
      key(
          "l2_sp",
          Types.notNegative(),
          0.0,
          "L2-SP: share of a weight's distance to its starting value taken off per step and unit"
              + " of learning rate, instead of weight_decay; 0: none",
          Regularization::l2Sp);

  static final Key<Optional<Double>> EMA_DECAY =
      key(
          "ema_decay",
          Types.number("greater than 0 and less than 1", value -> value > 0 && value < 1)
              .or("none"),
          Optional.empty(),
          "an exponential moving average of the trained weights is what is validated, chosen and"
              + " exported; usual are 0.9 (of short runs) to 0.999",
          Regularization::emaDecay);

  static final Key<Double> KL_BETA =
      key(
          "kl_beta",
          Types.notNegative(),
          0.0,
          "weight of KL(tuned | base) over the whole vocabulary, for each supervised token; usual"
              + " are 0.05 to 1; 0: none",
          Regularization::klBeta);

  static final Key<Double> R_DROP_ALPHA =
      key(
          "r_drop_alpha",
          Types.notNegative(),
          0.0,
          "R-Drop: two passes with other dropout, and the weight of what they are apart; usual are"
              + " 1 to 5; 0: one pass",
          Regularization::rDropAlpha);

  static final Key<Optional<Integer>> AVERAGE_CHECKPOINTS =
      key(
          "average_checkpoints",
          Types.count(2).or("none"),
          Optional.empty(),
          "the mean of so many last checkpoints (of checkpoint_every, and the last step) is the"
              + " result where its validation is better than the best step's",
          Regularization::averageCheckpoints);

  static final Key<Regularization.ModelDropout> MODEL_DROPOUT =
      key(
          "model_dropout",
          Types.choice(Regularization.ModelDropout.class),
          Regularization.ModelDropout.NONE,
          "dropout of the model itself: config applies what an encoder's config.json says"
              + " (hidden_dropout_prob and its kin)",
          Regularization::modelDropout);

  static final List<Key<?>> ALL =
      List.of(
          NEFTUNE_NOISE_ALPHA,
          L2_SP,
          EMA_DECAY,
          KL_BETA,
          R_DROP_ALPHA,
          AVERAGE_CHECKPOINTS,
          MODEL_DROPOUT);

  private RegularizationKeys() {}

  private static <T> Key<T> key(
      String name,
      Type<T> type,
      T fallback,
      String meaning,
      Function<Regularization, T> component) {
    return Key.of(
        "training." + name,
        type,
        fallback,
        meaning,
        recipe -> Optional.of(component.apply(recipe.training().regularization())));
  }

  /// What the keys say.
  static Regularization of(Values values) {
    return new Regularization(
        values.get(NEFTUNE_NOISE_ALPHA),
        values.get(L2_SP),
        values.get(EMA_DECAY),
        values.get(KL_BETA),
        values.get(R_DROP_ALPHA),
        values.get(AVERAGE_CHECKPOINTS),
        values.get(MODEL_DROPOUT));
  }
}
