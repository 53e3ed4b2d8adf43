package luthier.run;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import luthier.InvalidInputException;
import luthier.adapter.Adapter;
import luthier.checkpoint.CheckpointStore;
import luthier.estimate.Besides;
import luthier.model.MaskedModel;
import luthier.model.Model;
import luthier.model.TaskModel;
import luthier.operation.Perturbation;
import luthier.optimizer.AdamWOptimizer;
import luthier.optimizer.MovingAverage;
import luthier.optimizer.StartingPoint;
import luthier.recipe.Method;
import luthier.recipe.Recipe;
import luthier.recipe.Regularization;
import luthier.tensor.Parameter;
import luthier.training.Training;

/// What a recipe's regularisation makes of a run's parts.
///
/// @param average of the trained weights; empty for none
/// @param frozen the base as a second model; empty where no distance to it is measured, or it is
///   the model without its adapter
record Regularizing(TunedModel tuned, Optional<MovingAverage> average, Optional<Model> frozen)
    implements AutoCloseable {

  /// To be made before a checkpoint is loaded: the weights are the starting ones.
  static Regularizing of(Recipe recipe, Work work, TunedModel tuned) {
    Regularization settings = recipe.training().regularization();
    requireRandomPasses(settings, tuned);
    // an adapter that trains weights of the base itself cannot be taken off
    boolean apart = tuned.adapter().map(Adapter::changesTheModel).orElse(true);
    return new Regularizing(
        tuned,
        settings.emaDecay().map(d -> new MovingAverage(d, tuned.trained())),
        settings.klBeta() > 0 && apart
            ? Optional.of(work.load(TunedModel.type(recipe), false))
            : Optional.empty());
  }

  /// Two passes without dropout are the same.
  private static void requireRandomPasses(Regularization settings, TunedModel tuned) {
    boolean ofModel = settings.modelDropout() == Regularization.ModelDropout.CONFIG;
    if (ofModel && !tuned.model().hasDropout()) {
      throw new InvalidInputException(
          "training.model_dropout: found config, but the base's config.json has no dropout that a"
              + " training could apply; only encoders have it");
    }
    boolean dropped = ofModel || tuned.adapter().map(a -> a.settings().dropout() > 0).orElse(false);
    if (settings.rDropAlpha() > 0 && !dropped && settings.neftuneNoiseAlpha() == 0) {
      throw new InvalidInputException(
          "training.r_drop_alpha: found "
              + settings.rDropAlpha()
              + ", expected 0, as two passes without dropout are the same; set method.dropout (of"
              + " kind lora) or training.model_dropout: config (of an encoder)");
    }
  }

  @Override
  public void close() {
    frozen.ifPresent(Model::close);
  }

  /// What changes the weights; it closes the average.
  AdamWOptimizer optimizer(Recipe recipe) {
    double l2Sp = recipe.training().regularization().l2Sp();
    Optional<StartingPoint> start = l2Sp == 0 ? Optional.empty() : Optional.of(start(l2Sp));
    return new AdamWOptimizer(recipe.training().optimizer(), tuned.trained(), start, average);
  }

  /// Weights that the base did not hold have no start to stay near to: they decay.
  private StartingPoint start(double strength) {
    Set<String> modules =
        switch (tuned.model()) {
          case TaskModel task -> task.fresh();
          case MaskedModel masked -> masked.fresh();
          default -> Set.of();
        };
    List<Parameter> fresh =
        tuned.model().wholeModules().entrySet().stream()
            .filter(module -> modules.contains(module.getKey()))
            .flatMap(module -> module.getValue().stream())
            .toList();
    List<Parameter> as = tuned.adapter().map(Adapter::factorsA).orElse(List.of());
    List<Parameter> bs = tuned.adapter().map(Adapter::factorsB).orElse(List.of());
    List<Parameter> kept =
        tuned.trained().stream()
            .filter(p -> !fresh.contains(p) && !as.contains(p) && !bs.contains(p))
            .toList();
    return new StartingPoint(strength, kept, bs, as);
  }

  static Perturbation perturbation(Recipe recipe) {
    Regularization settings = recipe.training().regularization();
    return new Perturbation(
        settings.neftuneNoiseAlpha(),
        settings.modelDropout() == Regularization.ModelDropout.CONFIG);
  }

  /// The validation of the average where there is one.
  Training.Validation validation(Training.Validation plain) {
    if (average.isEmpty()) {
      return plain;
    }
    return () -> {
      exchange(average.get());
      try {
        return plain.measure();
      } finally {
        exchange(average.get());
      }
    };
  }

  /// Makes the average the model's weights, when the training is over.
  void finish() {
    average.ifPresent(this::exchange);
  }

  private void exchange(MovingAverage of) {
    of.exchange();
    tuned.weightsLoaded();
  }

  /// Copies a checkpoint's result into the model: its weights, or their average.
  static void loadResult(Recipe recipe, TunedModel tuned, CheckpointStore.Stored stored) {
    if (recipe.training().regularization().emaDecay().isPresent()) {
      CheckpointStore.loadOptimizer(
          stored,
          tuned.trained().stream()
              .map(p -> new CheckpointStore.Named(MovingAverage.nameOf(p), p.master()))
              .toList());
    } else {
      CheckpointStore.loadWeights(stored, tuned.weights());
    }
    tuned.weightsLoaded();
  }

  /// For estimates: what is held and computed besides.
  static Besides besides(Recipe recipe) {
    Regularization settings = recipe.training().regularization();
    boolean full = recipe.method() instanceof Method.Full;
    int copies = (settings.emaDecay().isPresent() ? 1 : 0) + (settings.l2Sp() > 0 && full ? 1 : 0);
    boolean base = settings.klBeta() > 0;
    return new Besides(copies, base && full, settings.rDropAlpha() > 0 ? 2 : 1, base ? 1 : 0);
  }
}
