package luthier.objective;

import luthier.batch.MicroBatch;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Ops;
import luthier.operation.Tape;
import luthier.operation.Value;
import luthier.profile.Lane;
import luthier.profile.Recorder;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/// Cross-entropy of the supervised tokens given those before them.
///
/// @param smoothing label smoothing, in [0, 1)
/// @param checkpointed whether activations are computed a second time instead of kept
/// @param recorder told where the time goes
public record NextToken(double smoothing, boolean checkpointed, Recorder recorder) {

  /// One that nobody profiles.
  public NextToken(double smoothing, boolean checkpointed) {
    this(smoothing, checkpointed, Recorder.OFF);
  }

  /// Adds the micro-batch's part of the gradient of
  ///
  ///     L = (1 / N) sum over the step's supervised tokens of -ln p(token | tokens before)
  ///
  /// to the worker's gradients.
  ///
  /// @param supervisedTokensOfStep N
  /// @param dropout seed and step of its random numbers; the documents are the micro-batch's
  /// @return this micro-batch's part of L, in nats per token
  public double lossAndGradients(
      LanguageModel model,
      Kernels kernels,
      int worker,
      GradientSink sink,
      MicroBatch batch,
      long supervisedTokensOfStep,
      DropoutSource dropout) {
    if (batch.supervisedTokens() == 0) {
      return 0;
    }
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(true, recorder.worker(worker))) {
      Documents documents = new Documents(batch.lengths(), batch.keys());
      Ops ops = new Ops(kernels, tape, worker, dropout.of(documents), sink);
      double loss;
      try (Lane.Span _ = recorder.worker(worker).begin("forward")) {
        loss = loss(model, ops, batch, documents, supervisedTokensOfStep, smoothing);
      }
      try (Lane.Span _ = recorder.worker(worker).begin("backward")) {
        tape.backward();
      }
      return loss;
    }
  }

  /// The plain cross-entropy of a micro-batch, without smoothing, dropout and gradients.
  ///
  /// @return the sum over its supervised tokens, in nats
  public static double nats(LanguageModel model, Kernels kernels, MicroBatch batch) {
    if (batch.supervisedTokens() == 0) {
      return 0;
    }
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      Documents documents = new Documents(batch.lengths(), batch.keys());
      Ops ops = new Ops(kernels, tape, 0, Dropout.none(documents), GradientSink.ACCUMULATE);
      return new NextToken(0, false).loss(model, ops, batch, documents, 1, 0);
    }
  }

  private double loss(
      LanguageModel model,
      Ops ops,
      MicroBatch batch,
      Documents documents,
      double normaliser,
      double labelSmoothing) {
    Value hidden = model.hidden(ops, Native.longs(batch.ids()), documents, checkpointed);
    return ops.headLoss(
        hidden,
        model.head(),
        Native.longs(batch.rows()),
        Native.longs(batch.targets()),
        normaliser,
        labelSmoothing);
  }

  /// Seed and step of a pass's dropout.
  public record DropoutSource(long seed, long step) {
    Dropout of(Documents documents) {
      return new Dropout(seed, step, documents, true);
    }
  }
}
