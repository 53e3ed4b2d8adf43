package luthier.operation;

import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.pytorch.Tensor;

/// What to do with the two factors of a weight's gradient. Every linear layer hands its factors to
/// the sink of its pass, so that per-example gradient norms need no change in any layer.
public interface GradientSink {

  /// The weight's gradient is `scale * dyᵀ x`.
  ///
  /// @param dy [tokens, outputs]
  /// @param x [tokens, inputs]
  void add(Parameter weight, Tensor dy, Tensor x, double scale, int worker);

  /// Adds the product to the weight's float32 gradient.
  GradientSink ACCUMULATE =
      (weight, dy, x, scale, worker) -> {
        Tensor gradient = weight.gradient(worker);
        if (gradient == null) {
          return;
        }
        if (Native.isFloat32(dy)) {
          gradient.addmm_(dy.t(), x, Native.scalar(1), Native.scalar(scale));
        } else {
          gradient.add_(dy.t().mm(x), Native.scalar(scale));
        }
      };
}
