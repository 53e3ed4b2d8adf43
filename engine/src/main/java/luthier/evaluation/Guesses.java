package luthier.evaluation;

import java.util.Arrays;
import java.util.List;
import luthier.batch.MicroBatch;
import luthier.kernel.Kernels;
import luthier.model.MaskedModel;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Ops;
import luthier.operation.Tape;
import luthier.operation.Value;
import luthier.tensor.Native;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What a model takes hidden tokens for.
///
/// @param tokensPerPass passes are filled up to this
public record Guesses(
    MaskedModel model, Workers workers, List<Kernels> kernels, int tokensPerPass) {

  private static final int ROWS = 256; // whose logits are there at once

  /// @param nats -ln p of each hidden token, in their order
  /// @param tokens what the model takes each for
  public record Guessed(double[] nats, long[] tokens) {

    private Guessed part(int from, int to) {
      return new Guessed(Arrays.copyOfRange(nats, from, to), Arrays.copyOfRange(tokens, from, to));
    }
  }

  /// @param examples with labels where a token is hidden
  /// @return in their order
  public List<Guessed> of(List<TokenizedExample> examples) {
    List<List<Integer>> passes = Passes.of(examples, tokensPerPass);
    Guessed[] all = new Guessed[examples.size()];
    workers.sum(worker -> {
      for (int i = worker; i < passes.size(); i += workers.count()) {
        List<TokenizedExample> together = passes.get(i).stream().map(examples::get).toList();
        Guessed pass = pass(MicroBatch.of(together), kernels.get(worker));
        int at = 0;
        for (int place : passes.get(i)) {
          int count = Math.toIntExact(examples.get(place).supervised());
          all[place] = pass.part(at, at + count);
          at += count;
        }
      }
      return 0;
    });
    return List.of(all);
  }

  private Guessed pass(MicroBatch batch, Kernels with) {
    double[] nats = new double[batch.rows().length];
    long[] tokens = new long[nats.length];
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      Documents documents = new Documents(batch.lengths(), batch.keys());
      Ops ops = new Ops(with, tape, 0, Dropout.none(documents), GradientSink.ACCUMULATE);
      Value hidden = model.hidden(ops, Native.longs(batch.ids()), null, documents, false);
      for (int from = 0; from < nats.length; from += ROWS) {
        int to = Math.min(nats.length, from + ROWS);
        try (PointerScope _ = new PointerScope()) {
          long[] rows = Arrays.copyOfRange(batch.rows(), from, to);
          long[] targets = Arrays.copyOfRange(batch.targets(), from, to);
          Tensor logits =
              model
                  .head()
                  .logits(hidden.data().index_select(0, Native.longs(rows)))
                  .to(ScalarType.Float);
          Tensor said = torch.log_softmax(logits, -1);
          float[] sure =
              Native.toFloats(said.gather(1, Native.longs(targets).unsqueeze(1)).view(-1));
          float[] likeliest = Native.toFloats(logits.argmax(new LongOptional(1), false));
          for (int i = from; i < to; i++) {
            nats[i] = -sure[i - from];
            tokens[i] = (long) likeliest[i - from];
          }
        }
      }
    }
    return new Guessed(nats, tokens);
  }
}
