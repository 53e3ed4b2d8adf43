package luthier.objective;

import java.util.List;
import luthier.batch.MicroBatch;
import luthier.kernel.Kernels;
import luthier.model.TokenModel;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Ops;
import luthier.operation.Tape;
import luthier.operation.Value;
import luthier.profile.Lane;
import luthier.profile.Recorder;
import luthier.tensor.Native;
import luthier.tokenizer.TokenizedExample;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/// Cross-entropy of the supervised tokens given those that the model sees: of a language model
/// those before them, of a masked one all others.
///
/// @param smoothing label smoothing, in [0, 1)
/// @param checkpointed whether activations are computed a second time instead of kept
/// @param recorder told where the time goes
public record NextToken(TokenModel model, double smoothing, boolean checkpointed, Recorder recorder)
    implements Objective {

  /// One that nobody profiles.
  public NextToken(TokenModel model, double smoothing, boolean checkpointed) {
    this(model, smoothing, checkpointed, Recorder.OFF);
  }

  /// The plain cross-entropy.
  public NextToken(TokenModel model) {
    this(model, 0, false);
  }

  /// The supervised tokens.
  @Override
  public double normaliser(List<TokenizedExample> examples) {
    return examples.stream().mapToLong(TokenizedExample::supervised).sum();
  }

  /// Adds the micro-batch's part of the gradient of
  ///
  ///     L = (1 / N) sum over the step's supervised tokens of -ln p(token | what is seen)
  ///
  /// to the worker's gradients.
  ///
  /// @param normaliser N
  /// @return this micro-batch's part of L, in nats per token
  @Override
  public double lossAndGradients(
      Kernels kernels,
      int worker,
      GradientSink sink,
      MicroBatch batch,
      double normaliser,
      DropoutSource dropout) {
    if (batch.supervised() == 0) {
      return 0;
    }
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(true, recorder.worker(worker))) {
      Documents documents = new Documents(batch.lengths(), batch.keys());
      Ops ops = new Ops(kernels, tape, worker, dropout.of(documents), sink);
      double loss;
      try (Lane.Span _ = recorder.worker(worker).begin("forward")) {
        loss = loss(ops, batch, documents, normaliser, smoothing);
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
  @Override
  public double sum(Kernels kernels, MicroBatch batch) {
    if (batch.supervised() == 0) {
      return 0;
    }
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      Documents documents = new Documents(batch.lengths(), batch.keys());
      Ops ops = new Ops(kernels, tape, 0, Dropout.none(documents), GradientSink.ACCUMULATE);
      return new NextToken(model).loss(ops, batch, documents, 1, 0);
    }
  }

  private double loss(
      Ops ops, MicroBatch batch, Documents documents, double normaliser, double labelSmoothing) {
    Value hidden = model.hidden(ops, Native.longs(batch.ids()), null, documents, checkpointed);
    return ops.headLoss(
        hidden,
        model.head(),
        Native.longs(batch.rows()),
        Native.longs(batch.targets()),
        normaliser,
        labelSmoothing);
  }
}
