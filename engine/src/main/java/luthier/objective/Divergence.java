package luthier.objective;

import java.util.List;
import java.util.Optional;
import luthier.model.TokenModel;
import luthier.operation.LogitsLoss;
import luthier.tensor.Native;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Distances between distributions over the vocabulary that are minimised beside the cross-entropy,
/// for each supervised token.
///
/// With two passes P and Q over the same tokens, whose dropout differs, R-Drop (Liang et al. 2021,
/// arXiv:2106.14448, equation 4) minimises `-ln P(y) - ln Q(y) + alpha/2 (KL(P|Q) + KL(Q|P))`; here
/// half of that, so that the loss is in nats per token as without it. The distance to the base is
/// `beta KL(P|base)` over the whole vocabulary (the penalty of Ziegler et al. 2019,
/// arXiv:1909.08593, section 2, exactly and not by samples), of both passes the mean.
///
/// @param klBeta beta; 0 for no distance to the base
/// @param frozen the base; empty where it is the model without its adapter
/// @param rDropAlpha alpha; 0 for one pass
public record Divergence(double klBeta, Optional<TokenModel> frozen, double rDropAlpha) {

  /// The cross-entropy alone.
  public static final Divergence NONE = new Divergence(0, Optional.empty(), 0);

  boolean isNone() {
    return klBeta == 0 && rDropAlpha == 0;
  }

  /// Passes over the same tokens.
  int views() {
    return rDropAlpha == 0 ? 1 : 2;
  }

  /// The whole loss of some rows.
  ///
  /// @param smoothing of the cross-entropy
  LogitsLoss.Sum sum(double smoothing) {
    return (logits, base, targets) -> of(logits, base, targets, smoothing);
  }

  private Tensor of(List<Tensor> logits, @Nullable Tensor base, Tensor targets, double smoothing) {
    double share = 1.0 / logits.size();
    Tensor sum = torch.zeros(new long[0]);
    for (Tensor each : logits) {
      Tensor nats =
          torch.cross_entropy_loss(
              each, targets, new TensorOptional(), OutputLoss.SUM, -100, smoothing);
      sum = sum.add(nats.mul(Native.scalar(share)));
      if (base != null) {
        Tensor p = each.log_softmax(-1);
        Tensor apart = p.exp().mul(p.sub(base.log_softmax(-1))).sum();
        sum = sum.add(apart.mul(Native.scalar(share * klBeta)));
      }
    }
    if (logits.size() > 1) {
      Tensor p = logits.getFirst().log_softmax(-1);
      Tensor q = logits.getLast().log_softmax(-1);
      Tensor both = p.exp().sub(q.exp()).mul(p.sub(q)).sum(); // KL(P|Q) + KL(Q|P)
      sum = sum.add(both.mul(Native.scalar(rDropAlpha / 4)));
    }
    return sum;
  }
}
