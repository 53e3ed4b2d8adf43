package luthier.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import luthier.kernel.Kernels;
import luthier.model.TaskModel;
import luthier.model.Transformer;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A batch of a reference as one packed pass, and the losses that transformers has for it.
///
/// @param segments null where the reference names none
record TaskBatch(long[] ids, long @Nullable [] segments, Documents documents, JsonNode labels) {

  static TaskBatch of(JsonNode inputs) {
    List<Integer> lengths = new ArrayList<>();
    List<Long> ids = new ArrayList<>();
    List<Long> segments = new ArrayList<>();
    for (int r = 0; r < inputs.get("input_ids").size(); r++) {
      int length = 0;
      for (JsonNode valid : inputs.get("attention_mask").get(r)) {
        length += valid.asInt();
      }
      lengths.add(length);
      for (int t = 0; t < length; t++) {
        ids.add(inputs.get("input_ids").get(r).get(t).asLong());
        segments.add(inputs.path("token_type_ids").path(r).path(t).asLong(0));
      }
    }
    return new TaskBatch(
        longs(ids),
        inputs.has("token_type_ids") ? longs(segments) : null,
        Documents.of(lengths.stream().mapToInt(Integer::intValue).toArray()),
        inputs.get("labels"));
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  /// One document of it.
  TaskBatch alone(int row) {
    int start = 0;
    for (int i = 0; i < row; i++) {
      start += documents.lengths()[i];
    }
    int end = start + documents.lengths()[row];
    return new TaskBatch(
        java.util.Arrays.copyOfRange(ids, start, end),
        segments == null ? null : java.util.Arrays.copyOfRange(segments, start, end),
        Documents.of(end - start),
        labels);
  }

  /// The model's outputs, by rows.
  float[][] outputs(TaskModel model, Kernels kernels) {
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      return rows(outputs(model, kernels, tape, false).data());
    }
  }

  private Value outputs(TaskModel model, Kernels kernels, Tape tape, boolean checkpointed) {
    Ops ops = new Ops(kernels, tape, 0, Dropout.none(documents), GradientSink.ACCUMULATE);
    Value hidden = hidden(model.body(), ops, checkpointed);
    return model.head().outputs(ops, hidden, documents);
  }

  Value hidden(Transformer body, Ops ops, boolean checkpointed) {
    Tensor types = segments == null ? null : Native.longs(segments);
    return body.hidden(ops, Native.longs(ids), types, documents, checkpointed);
  }

  static float[][] rows(Tensor matrix) {
    float[] all = Native.toFloats(matrix);
    float[][] rows = new float[(int) matrix.size(0)][(int) matrix.size(1)];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(all, r * rows[r].length, rows[r], 0, rows[r].length);
    }
    return rows;
  }

  /// Adds the gradients of the mean loss.
  double lossAndGradients(
      TaskModel model, Kernels kernels, Function<Tensor, Tensor> loss, boolean checkpointed) {
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(true)) {
      Value outputs = outputs(model, kernels, tape, checkpointed);
      Ops ops = new Ops(kernels, tape, 0, Dropout.none(documents), GradientSink.ACCUMULATE);
      double value = ops.loss(outputs, loss);
      tape.backward();
      return value;
    }
  }

  /// The loss that transformers takes for labels of this kind: cross-entropy of a label of each
  /// document or token, of any number of labels, or squares of differences.
  Function<Tensor, Tensor> loss() {
    boolean perToken = labels.get(0).isArray() && labels.get(0).get(0).isIntegralNumber();
    if (perToken) {
      long[] targets = tokenLabels();
      return outputs -> torch.cross_entropy_loss(outputs, Native.longs(targets));
    }
    if (labels.get(0).isArray()) {
      float[] targets = new float[labels.size() * labels.get(0).size()];
      for (int i = 0; i < targets.length; i++) {
        int width = labels.get(0).size();
        targets[i] = labels.get(i / width).get(i % width).floatValue();
      }
      return outputs ->
          torch.binary_cross_entropy_with_logits(outputs, Native.floats(targets).view_as(outputs));
    }
    if (labels.get(0).isIntegralNumber()) {
      long[] targets = new long[labels.size()];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = labels.get(i).asLong();
      }
      return outputs -> torch.cross_entropy_loss(outputs, Native.longs(targets));
    }
    float[] targets = new float[labels.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = labels.get(i).floatValue();
    }
    return outputs -> torch.mse_loss(outputs, Native.floats(targets).view_as(outputs));
  }

  /// The label of each token, -100 where it has none.
  long[] tokenLabels() {
    List<Long> all = new ArrayList<>();
    for (int r = 0; r < documents.lengths().length; r++) {
      for (int t = 0; t < documents.lengths()[r]; t++) {
        all.add(labels.get(r).get(t).asLong());
      }
    }
    return longs(all);
  }
}
