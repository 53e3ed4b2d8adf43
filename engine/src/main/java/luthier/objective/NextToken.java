package luthier.objective;

import java.util.ArrayList;
import java.util.List;
import luthier.batch.MicroBatch;
import luthier.kernel.Kernels;
import luthier.model.TokenModel;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.LogitsLoss;
import luthier.operation.Ops;
import luthier.operation.Tape;
import luthier.operation.Value;
import luthier.profile.Lane;
import luthier.profile.Recorder;
import luthier.tensor.Native;
import luthier.tokenizer.TokenizedExample;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Cross-entropy of the supervised tokens given those that the model sees: of a language model
/// those before them, of a masked one all others.
///
/// @param smoothing label smoothing, in [0, 1)
/// @param checkpointed whether activations are computed a second time instead of kept
/// @param divergence what is minimised beside the cross-entropy
/// @param recorder told where the time goes
public record NextToken(
    TokenModel model,
    double smoothing,
    boolean checkpointed,
    Divergence divergence,
    Recorder recorder)
    implements Objective {

  /// The cross-entropy alone.
  public NextToken(TokenModel model, double smoothing, boolean checkpointed, Recorder recorder) {
    this(model, smoothing, checkpointed, Divergence.NONE, recorder);
  }

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
        loss =
            divergence.isNone()
                ? loss(ops, batch, documents, normaliser, smoothing)
                : diverging(ops, batch, documents, normaliser, dropout);
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

  /// Several passes, or a base beside one.
  private double diverging(
      Ops ops, MicroBatch batch, Documents documents, double normaliser, DropoutSource dropout) {
    try (Tape quiet = new Tape(false)) {
      Tensor ids = Native.longs(batch.ids());
      LogitsLoss loss = new LogitsLoss(model.head(), null, null);
      if (divergence.klBeta() > 0) {
        TokenModel base = divergence.frozen().orElse(model);
        Ops still = ops.on(quiet).withDropout(Dropout.none(documents)).withoutAdapters();
        Tensor hidden = base.hidden(still, ids, null, documents, false).data();
        loss = new LogitsLoss(model.head(), hidden, base.head());
      }
      List<Value> views = new ArrayList<>();
      for (int view = 0; view < divergence.views(); view++) {
        Ops pass = ops.withDropout(dropout.of(documents, view));
        views.add(model.hidden(pass, ids, null, documents, checkpointed));
      }
      return loss.apply(
          ops,
          views,
          Native.longs(batch.rows()),
          Native.longs(batch.targets()),
          normaliser,
          divergence.sum(smoothing));
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
