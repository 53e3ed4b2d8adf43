package luthier.evaluation;

import luthier.InvalidInputException;
import luthier.kernel.Kernels;
import luthier.model.TokenModel;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Ops;
import luthier.operation.Tape;
import luthier.operation.Value;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Log-probabilities of given tokens.
///
/// @param kernels of the calling thread
public record Scoring(TokenModel model, Kernels kernels) {

  /// The logits of each place: of what follows the token, of a masked model of the token itself.
  ///
  /// @param ids at least one token
  /// @return [tokens, vocabulary] float32, owned by the caller's scope
  /// @throws InvalidInputException for an id outside the vocabulary
  public Tensor logits(int[] ids) {
    requireKnown(ids);
    Tensor result;
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      Documents documents = Documents.of(ids.length);
      Ops ops = new Ops(kernels, tape, 0, Dropout.none(documents), GradientSink.ACCUMULATE);
      long[] wide = new long[ids.length];
      for (int i = 0; i < ids.length; i++) {
        wide[i] = ids[i];
      }
      Value hidden = model.hidden(ops, Native.longs(wide), null, documents, false);
      result = Native.keep(model.head().logits(hidden.data()).to(ScalarType.Float));
    }
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      scope.attach(result);
      result.releaseReference();
    }
    return result;
  }

  /// The natural log-probability of each token given those before it.
  ///
  /// @return one for each token; the first is NaN, as nothing is before it
  public double[] logProbabilities(int[] ids) {
    try (PointerScope _ = new PointerScope()) {
      return logProbabilities(ids, logits(ids));
    }
  }

  /// As above, from logits that are already there.
  public static double[] logProbabilities(int[] ids, Tensor logits) {
    double[] result = new double[ids.length];
    result[0] = Double.NaN;
    if (ids.length == 1) {
      return result;
    }
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope()) {
      long[] next = new long[ids.length - 1];
      for (int i = 0; i < next.length; i++) {
        next[i] = ids[i + 1];
      }
      Tensor chosen =
          torch
              .log_softmax(logits.narrow(0, 0, next.length), -1)
              .gather(1, Native.longs(next).unsqueeze(1))
              .view(-1);
      float[] values = Native.toFloats(chosen);
      for (int i = 0; i < values.length; i++) {
        result[i + 1] = values[i];
      }
      return result;
    }
  }

  private void requireKnown(int[] ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= model.vocabulary()) {
        throw new InvalidInputException(
            "token "
                + i
                + " has id "
                + ids[i]
                + ", expected 0 to "
                + (model.vocabulary() - 1)
                + " (the model's vocabulary)");
      }
    }
  }
}
