package luthier.operation;

import java.util.ArrayList;
import java.util.List;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// A loss of whole distributions over the vocabulary: of several passes over the same tokens, and
/// of a model that stands still beside them. The logits exist for a chunk of rows at a time, in
/// float32; libtorch's autograd finds the way from the loss back to them.
///
/// @param head of the passes
/// @param still hidden states [tokens, width] of the model that stands still, without a way back;
///   null for none
/// @param stillHead its head
public record LogitsLoss(Head head, @Nullable Tensor still, @Nullable Head stillHead) {

  /// Fewer rows than of the plain loss: about eight tensors of their logits exist at once.
  private static final long ROWS = 64;

  /// The loss of some rows, summed, in plain libtorch.
  public interface Sum {
    /// @param logits [rows, vocabulary] float32 of each pass
    /// @param still the same of the model that stands still; null for none
    /// @param targets [rows] int64
    Tensor of(List<Tensor> logits, @Nullable Tensor still, Tensor targets);
  }

  /// Computes the loss and gives its gradient to the passes' hidden states and to the head at once.
  ///
  /// @param views hidden states [tokens, width] of each pass
  /// @param rows [supervised] int64, rows of `views` that predict something
  /// @param targets [supervised] int64, what they should predict
  /// @return the sum over the rows, divided by `normaliser`
  public double apply(
      Ops ops, List<Value> views, Tensor rows, Tensor targets, double normaliser, Sum sum) {
    double total = 0;
    try (PointerScope _ = new PointerScope()) {
      List<@Nullable Tensor> gradients = new ArrayList<>();
      for (Value view : views) {
        gradients.add(view.needsGradient() ? torch.zeros_like(view.data()) : null);
      }
      for (long from = 0; from < rows.size(0); from += ROWS) {
        long length = Math.min(ROWS, rows.size(0) - from);
        try (PointerScope _ = new PointerScope()) {
          total +=
              chunk(
                  ops,
                  views,
                  gradients,
                  rows.narrow(0, from, length),
                  targets.narrow(0, from, length),
                  normaliser,
                  sum);
        }
      }
      for (int i = 0; i < views.size(); i++) {
        if (gradients.get(i) instanceof Tensor gradient) {
          views.get(i).addGradient(gradient);
        }
      }
    }
    return total;
  }

  private double chunk(
      Ops ops,
      List<Value> views,
      List<@Nullable Tensor> gradients,
      Tensor rows,
      Tensor targets,
      double normaliser,
      Sum sum) {
    Tensor standing =
        still == null || stillHead == null
            ? null
            : stillHead.logits(still.index_select(0, rows)).to(ScalarType.Float);
    List<Tensor> inputs = new ArrayList<>();
    List<@Nullable Tensor> slopes = new ArrayList<>();
    List<Tensor> leaves = new ArrayList<>();
    for (Value view : views) {
      Tensor x = view.data().index_select(0, rows);
      Tensor logits = x.mm(head.weight().data().t());
      head.addBias(logits);
      slopes.add(head.bend(logits));
      inputs.add(x);
      leaves.add(logits.to(ScalarType.Float).detach().requires_grad_(true));
    }
    Tensor value;
    TensorVector back;
    try (AutoGradMode _ = new AutoGradMode(true)) {
      value = sum.of(leaves, standing, targets).mul(Native.scalar(1 / normaliser));
      back = torch.grad(new TensorVector(value), new TensorVector(leaves.toArray(new Tensor[0])));
    }
    for (int i = 0; i < inputs.size(); i++) {
      Tensor x = inputs.get(i);
      Tensor dLogits = new Tensor(back.get(i)).to(x.scalar_type());
      if (slopes.get(i) instanceof Tensor slope) {
        dLogits = dLogits.mul(slope);
      }
      head.biasBackward(dLogits, ops.worker());
      if (gradients.get(i) instanceof Tensor gradient) {
        gradient.index_copy_(0, rows, dLogits.mm(head.weight().data()));
      }
      if (head.weight().trained()) {
        ops.sink().add(head.weight(), dLogits, x, 1, ops.worker());
      }
    }
    return value.item().toDouble();
  }
}
