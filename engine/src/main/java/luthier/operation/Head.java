package luthier.operation;

import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// From hidden states to logits: `scale (x Wᵀ + b)`, and where there is a cap `cap tanh(scale (x Wᵀ
/// + b) / cap)` (Gemma 2, arXiv:2408.00118, section 2).
///
/// @param weight [vocabulary, width]
/// @param bias [vocabulary] b, or none
/// @param scale of the logits, usually 1
/// @param cap that no logit exceeds; 0 for none
public record Head(Parameter weight, @Nullable Parameter bias, double scale, double cap) {

  /// A head without a bias.
  public Head(Parameter weight, double scale, double cap) {
    this(weight, null, scale, cap);
  }

  /// Logits as they come.
  public static Head plain(Parameter weight) {
    return new Head(weight, 1, 0);
  }

  /// @param x [rows, width]
  /// @return [rows, vocabulary]
  public Tensor logits(Tensor x) {
    Tensor logits = torch.linear(x, weight.data());
    addBias(logits);
    bend(logits);
    return logits;
  }

  /// Adds the bias to products with the weight, in place.
  void addBias(Tensor products) {
    if (bias != null) {
      products.add_(bias.data());
    }
  }

  /// Adds the sum of the rows to the bias's gradient.
  ///
  /// @param dProducts [rows, vocabulary]
  void biasBackward(Tensor dProducts, int worker) {
    if (bias != null && bias.gradient(worker) instanceof Tensor gradient) {
      gradient.add_(dProducts.to(torch.ScalarType.Float).sum(new long[] {0}));
    }
  }

  /// Scales and caps the products with the weight, in place.
  ///
  /// @return the derivative of each logit by its product; null where it is 1
  @Nullable Tensor bend(Tensor products) {
    if (scale != 1) {
      products.mul_(Native.scalar(scale));
    }
    if (cap == 0) {
      return scale == 1 ? null : torch.scalar_tensor(Native.scalar(scale));
    }
    products.mul_(Native.scalar(1 / cap)).tanh_();
    Tensor slope = products.square().neg_().add_(Native.scalar(1)).mul_(Native.scalar(scale));
    products.mul_(Native.scalar(cap));
    return slope;
  }
}
