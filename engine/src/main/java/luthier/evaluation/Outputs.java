package luthier.evaluation;

import java.util.ArrayList;
import java.util.List;
import luthier.batch.MicroBatch;
import luthier.kernel.Kernels;
import luthier.model.TaskHead;
import luthier.model.TaskModel;
import luthier.objective.OutputObjective;
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
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What a model with labels says.
///
/// @param tokensPerPass passes are filled up to this
public record Outputs(TaskModel model, Workers workers, List<Kernels> kernels, int tokensPerPass) {

  /// The outputs for each example, in their order.
  ///
  /// @return [rows][outputs] for each example: one row, or one for each token
  public List<float[][]> of(List<TokenizedExample> examples) {
    List<List<Integer>> passes = Passes.of(examples, tokensPerPass);
    float[][][] all = new float[examples.size()][][];
    workers.sum(worker -> {
      for (int i = worker; i < passes.size(); i += workers.count()) {
        List<Integer> places = passes.get(i);
        List<float[][]> outputs =
            pass(model, places.stream().map(examples::get).toList(), kernels.get(worker));
        for (int j = 0; j < places.size(); j++) {
          all[places.get(j)] = outputs.get(j);
        }
      }
      return 0;
    });
    return List.of(all);
  }

  /// The outputs for a few examples, which are computed together.
  public static List<float[][]> of(
      TaskModel model, Kernels kernels, List<TokenizedExample> examples) {
    return pass(model, examples, kernels);
  }

  private static List<float[][]> pass(
      TaskModel model, List<TokenizedExample> examples, Kernels with) {
    MicroBatch batch = MicroBatch.of(examples);
    float[] flat;
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      Documents documents = new Documents(batch.lengths(), batch.keys());
      Ops ops = new Ops(with, tape, 0, Dropout.none(documents), GradientSink.ACCUMULATE);
      Value outputs = OutputObjective.outputs(model, ops, documents, batch, false);
      flat = Native.toFloats(outputs.data().to(ScalarType.Float));
    }
    int size = model.head().size();
    List<float[][]> each = new ArrayList<>();
    int row = 0;
    for (TokenizedExample example : examples) {
      int rows = model.head().kind() == TaskHead.Kind.TOKEN ? example.ids().length : 1;
      float[][] own = new float[rows][size];
      for (float[] one : own) {
        System.arraycopy(flat, row++ * size, one, 0, size);
      }
      each.add(own);
    }
    return each;
  }
}
