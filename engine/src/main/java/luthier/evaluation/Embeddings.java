package luthier.evaluation;

import java.util.List;
import luthier.batch.MicroBatch;
import luthier.kernel.Kernels;
import luthier.model.Transformer;
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
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Texts as points: the mean of a model's last hidden states over the tokens of each, scaled to
/// length 1, so that the product of two is their cosine.
///
/// @param tokensPerPass passes are filled up to this
public record Embeddings(
    Transformer model, Workers workers, List<Kernels> kernels, int tokensPerPass) {

  /// @return [width] for each example, in their order
  public List<float[]> of(List<TokenizedExample> examples) {
    List<List<Integer>> passes = Passes.of(examples, tokensPerPass);
    float[][] all = new float[examples.size()][];
    workers.sum(worker -> {
      for (int i = worker; i < passes.size(); i += workers.count()) {
        List<Integer> places = passes.get(i);
        float[][] points = pass(places.stream().map(examples::get).toList(), kernels.get(worker));
        for (int j = 0; j < places.size(); j++) {
          all[places.get(j)] = points[j];
        }
      }
      return 0;
    });
    return List.of(all);
  }

  private float[][] pass(List<TokenizedExample> examples, Kernels with) {
    MicroBatch batch = MicroBatch.of(examples);
    float[][] points = new float[examples.size()][];
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      Documents documents = new Documents(batch.lengths(), batch.keys());
      Ops ops = new Ops(with, tape, 0, Dropout.none(documents), GradientSink.ACCUMULATE);
      Tensor segments = batch.segments().length == 0 ? null : Native.longs(batch.segments());
      Value hidden = model.hidden(ops, Native.longs(batch.ids()), segments, documents, false);
      Tensor states = hidden.data().to(ScalarType.Float);
      int start = 0;
      for (int i = 0; i < points.length; i++) {
        int length = examples.get(i).ids().length;
        points[i] = unit(Native.toFloats(states.narrow(0, start, length).mean(0)));
        start += length;
      }
    }
    return points;
  }

  private static float[] unit(float[] point) {
    double square = 0;
    for (float x : point) {
      square += (double) x * x;
    }
    double length = Math.max(Math.sqrt(square), Float.MIN_NORMAL);
    for (int i = 0; i < point.length; i++) {
      point[i] = (float) (point[i] / length);
    }
    return point;
  }
}
