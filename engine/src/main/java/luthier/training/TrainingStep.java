package luthier.training;

import java.util.List;
import luthier.InvalidInputException;
import luthier.TrainingFailedException;
import luthier.batch.Layout;
import luthier.batch.MicroBatch;
import luthier.kernel.Kernels;
import luthier.objective.Objective;
import luthier.operation.GradientSink;
import luthier.operation.Perturbation;
import luthier.optimizer.AdamWOptimizer;
import luthier.profile.Lane;
import luthier.profile.Recorder;
import luthier.tensor.Parameter;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;

/// One optimizer step of supervised fine-tuning: forward, backward, clip, update.
///
/// @param workers who compute; each has its own kernels
/// @param maxGradNorm gradients longer than this L2 norm are scaled down to it; infinite for never
/// @param seed of everything that is random in a pass
/// @param perturbation what is random besides the dropout of adapters
public record TrainingStep(
    AdamWOptimizer optimizer,
    Objective objective,
    Layout layout,
    Workers workers,
    List<Kernels> kernels,
    double maxGradNorm,
    long seed,
    Perturbation perturbation) {

  /// One whose only random part is the dropout of adapters.
  public TrainingStep(
      AdamWOptimizer optimizer,
      Objective objective,
      Layout layout,
      Workers workers,
      List<Kernels> kernels,
      double maxGradNorm,
      long seed) {
    this(optimizer, objective, layout, workers, kernels, maxGradNorm, seed, Perturbation.NONE);
  }

  /// What a step did.
  ///
  /// @param loss nats per supervised token, before the update
  /// @param gradNorm L2 norm of the whole gradient, before clipping
  public record Report(double loss, double gradNorm, long supervisedTokens, long tokens) {}

  /// Changes the trained weights once, with the gradient of
  ///
  ///     L = (1 / N) sum over the supervised tokens of the step of -ln p(token | tokens before)
  ///
  /// where N counts those tokens. N is taken over the step and not over a micro-batch: the mean of
  /// means would give a short answer more weight than a long one, and make the result depend on how
  /// the step was cut. The weights are untouched when this method throws.
  ///
  /// @param step number of this step, from 1; for messages and dropout
  /// @throws TrainingFailedException if loss or gradient is not finite, or the gradient is zero
  public Report run(long step, List<TokenizedExample> examples, double learningRate) {
    long supervised = examples.stream().mapToLong(TokenizedExample::supervised).sum();
    if (supervised == 0) {
      throw new InvalidInputException(
          "step "
              + step
              + ": none of the tokens of its "
              + examples.size()
              + " examples is supervised; check data.train_on, the labels and training.max_length");
    }
    double normaliser = objective.normaliser(examples);
    List<List<MicroBatch>> hands;
    try (Lane.Span _ = recorder().main().begin("data")) {
      hands = layout.cut(examples);
    }
    Objective.DropoutSource dropout = new Objective.DropoutSource(seed, step, perturbation);
    double loss;
    try (Lane.Span _ = recorder().main().begin("forward and backward")) {
      loss =
          workers.sum(worker -> {
            double part = 0;
            for (MicroBatch batch : hands.get(worker)) {
              part +=
                  objective.lossAndGradients(
                      kernels.get(worker),
                      worker,
                      GradientSink.ACCUMULATE,
                      batch,
                      normaliser,
                      dropout);
            }
            return part;
          });
    }
    double norm;
    try (Lane.Span _ = recorder().main().begin("optimizer")) {
      norm = optimizer.gradientNorm();
      requireSound(step, loss, norm);
      optimizer.step(learningRate, clipping(norm));
      objective.model().weightsChanged();
    }
    long tokens = examples.stream().mapToLong(e -> e.ids().length).sum();
    return new Report(loss, norm, supervised, tokens);
  }

  /// Told where the time goes.
  Recorder recorder() {
    return objective.recorder();
  }

  /// As `torch.nn.utils.clip_grad_norm_`: maxNorm / (norm + 1e-6), at most 1.
  private double clipping(double norm) {
    return norm > maxGradNorm ? Math.min(1, maxGradNorm / (norm + 1e-6)) : 1;
  }

  private void requireSound(long step, double loss, double norm) {
    if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
      requireFiniteWeights(step);
      throw new TrainingFailedException(
          "step "
              + step
              + ": loss "
              + loss
              + " nats per token, gradient norm "
              + norm
              + "; the weights were not changed. A lower training.learning_rate,"
              + " training.max_grad_norm or dtype: float32 may help");
    }
    if (norm == 0 && loss > 0) {
      throw new TrainingFailedException(
          "step "
              + step
              + ": the gradient is exactly zero at a loss of "
              + loss
              + " nats per token: no trained weight takes part in the loss; check"
              + " method.target_modules and the adapter's weights");
    }
  }

  /// Where the loss is no number, weights that are none are the likelier cause.
  private void requireFiniteWeights(long step) {
    for (Parameter parameter : objective.model().parameters()) {
      try (PointerScope _ = new PointerScope()) {
        if (!torch.isfinite(parameter.data()).all().item().toBool()) {
          throw new TrainingFailedException(
              "step "
                  + step
                  + ": "
                  + parameter.name()
                  + " holds numbers that are not finite (NaN or infinity)"
                  + (step == 1 ? ": the base's weights are damaged; take another copy" : ""));
        }
      }
    }
  }
}
