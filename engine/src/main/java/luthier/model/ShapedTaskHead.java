package luthier.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import luthier.operation.Documents;
import luthier.operation.Linear;
import luthier.operation.Ops;
import luthier.operation.Value;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A [TaskHeadShape] with its weights.
record ShapedTaskHead(TaskHeadShape shape, List<Transform> transforms, Linear output)
    implements TaskHead {

  static ShapedTaskHead of(TaskHeadShape shape, Parts parts) {
    return new ShapedTaskHead(
        shape,
        shape.transforms().stream().map(parts::transform).toList(),
        parts.linear(shape.outputs()));
  }

  @Override
  public Kind kind() {
    return shape.kind();
  }

  @Override
  public int size() {
    return Math.toIntExact(shape.output().outputs());
  }

  @Override
  public Value outputs(Ops ops, Value hidden, Documents documents) {
    // of what is pooled, a document's first token has the random numbers
    Ops rows =
        shape.pooling() == TaskHeadShape.Pooling.EACH ? ops : ops.forRows(firsts(documents, false));
    Value x =
        rows.dropped(
            pooled(ops, hidden, documents), DropoutShape.OF_HEAD_INPUT, shape.inputDropout());
    for (Transform transform : transforms) {
      x = transform.apply(ops, x);
    }
    return ops.linear(rows.dropped(x, DropoutShape.OF_HEAD_OUTPUT, shape.outputDropout()), output);
  }

  @Override
  public boolean hasDropout() {
    return shape.inputDropout() + shape.outputDropout() > 0;
  }

  private Value pooled(Ops ops, Value hidden, Documents documents) {
    return switch (shape.pooling()) {
      case FIRST -> ops.rows(hidden, index(hidden, documents, false));
      case LAST -> ops.rows(hidden, index(hidden, documents, true));
      case MEAN -> ops.stock(hidden, List.of(), x -> means(x[0], documents.lengths()));
      case EACH -> hidden;
    };
  }

  /// The first or last token of each document.
  private static Tensor index(Value hidden, Documents documents, boolean last) {
    long[] index = Arrays.stream(firsts(documents, last)).asLongStream().toArray();
    return Native.longs(index).to(hidden.data().device(), torch.ScalarType.Long);
  }

  private static int[] firsts(Documents documents, boolean last) {
    int[] index = new int[documents.lengths().length];
    int start = 0;
    for (int i = 0; i < index.length; i++) {
      int length = documents.lengths()[i];
      index[i] = last ? start + length - 1 : start;
      start += length;
    }
    return index;
  }

  private static Tensor means(Tensor x, int[] lengths) {
    List<Tensor> means = new ArrayList<>();
    int start = 0;
    for (int length : lengths) {
      means.add(x.narrow(0, start, length).mean(0));
      start += length;
    }
    return torch.stack(new TensorVector(means.toArray(new Tensor[0])), 0);
  }

  @Override
  public SequencedMap<String, List<Parameter>> modules() {
    SequencedMap<String, List<Parameter>> modules = new LinkedHashMap<>();
    for (Transform transform : transforms) {
      add(modules, transform.shape().module(), transform.parameters());
    }
    add(modules, shape.module(), output.parameters());
    return modules;
  }

  private static void add(
      SequencedMap<String, List<Parameter>> modules, String module, List<Parameter> more) {
    modules.computeIfAbsent(module, _ -> new ArrayList<>()).addAll(more);
  }

  @Override
  public List<Linear> linears() {
    return Stream.concat(transforms.stream().map(Transform::dense), Stream.of(output)).toList();
  }
}
