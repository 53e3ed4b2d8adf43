package luthier.kernel;

import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// The kernels in plain libtorch operations, computed in float32.
public final class StockKernels implements Kernels {

  private static Tensor wide(Tensor t) {
    return t.to(ScalarType.Float);
  }

  @Override
  public Tensor rmsNorm(Tensor x, Tensor weight, double epsilon, Tensor inverseRms) {
    Tensor wideX = wide(x);
    inverseRms.copy_(wideX.square().mean(-1).add(Native.scalar(epsilon)).rsqrt());
    return wideX.mul(inverseRms.unsqueeze(-1)).mul(wide(weight)).to(x.scalar_type());
  }

  @Override
  public void rmsNormBackward(
      Tensor dy, Tensor x, Tensor weight, Tensor inverseRms, Tensor dx, @Nullable Tensor dWeight) {
    Tensor normed = wide(x).mul(inverseRms.unsqueeze(-1));
    Tensor dNormed = wide(dy).mul(wide(weight));
    Tensor mean = dNormed.mul(normed).mean(new long[] {-1}, true, new ScalarTypeOptional());
    dx.add_(dNormed.sub(normed.mul(mean)).mul(inverseRms.unsqueeze(-1)));
    if (dWeight != null) {
      dWeight.add_(wide(dy).mul(normed).sum(new long[] {0}));
    }
  }

  @Override
  public void rotate(Tensor qkv, Rotation rotation, int heads, int direction) {
    long half = rotation.turned() / 2;
    Tensor turned = qkv.view(qkv.size(0), -1, rotation.headSize()).narrow(1, 0, heads);
    Tensor firstHalf = turned.narrow(2, 0, half);
    Tensor secondHalf = turned.narrow(2, half, half);
    Tensor first = wide(firstHalf).clone();
    Tensor second = wide(secondHalf).clone();
    Tensor cosine = rotation.cosine().unsqueeze(1);
    Tensor sine = rotation.sine().unsqueeze(1).mul(Native.scalar(direction));
    firstHalf.copy_(first.mul(cosine).sub(second.mul(sine)));
    secondHalf.copy_(second.mul(cosine).add(first.mul(sine)));
  }

  @Override
  public Tensor swiglu(Tensor gateUp) {
    long half = gateUp.size(1) / 2;
    return torch.silu(gateUp.narrow(1, 0, half)).mul(gateUp.narrow(1, half, half));
  }

  @Override
  public void swigluBackward(Tensor dy, Tensor gateUp) {
    long half = gateUp.size(1) / 2;
    Tensor gate = wide(gateUp.narrow(1, 0, half));
    Tensor up = wide(gateUp.narrow(1, half, half)).clone();
    Tensor sigmoid = gate.sigmoid();
    Tensor silu = gate.mul(sigmoid);
    Tensor slope = sigmoid.add(silu).sub(silu.mul(sigmoid));
    gateUp.narrow(1, half, half).copy_(wide(dy).mul(silu));
    gateUp.narrow(1, 0, half).copy_(wide(dy).mul(up).mul(slope));
  }

  @Override
  public double crossEntropy(Tensor logits, Tensor targets, double smoothing, double scale) {
    try (PointerScope _ = new PointerScope()) {
      long vocabulary = logits.size(1);
      Tensor index = targets.unsqueeze(1);
      Tensor logProbabilities = torch.log_softmax(wide(logits), -1);
      Tensor nats = logProbabilities.gather(1, index).mul(Native.scalar(smoothing - 1)).sum();
      if (smoothing > 0) {
        nats.sub_(logProbabilities.sum().mul(Native.scalar(smoothing / vocabulary)));
      }
      Tensor gradient = logProbabilities.exp();
      if (smoothing > 0) {
        gradient.sub_(Native.scalar(smoothing / vocabulary));
      }
      Tensor wanted = wide(index).fill_(Native.scalar(smoothing - 1));
      gradient.scatter_add_(1, index, wanted);
      logits.copy_(gradient.mul_(Native.scalar(scale)));
      return nats.item_float();
    }
  }

  @Override
  public void attentionForward(Tensor scores, Tensor logSum, VisibleKeys visible, double scale) {
    try (PointerScope _ = new PointerScope()) {
      Tensor hidden = hidden(scores, visible);
      Tensor masked =
          wide(scores)
              .mul(Native.scalar(scale))
              .view(-1, visible.queries(), scores.size(2))
              .masked_fill(hidden, Native.scalar(Double.NEGATIVE_INFINITY));
      logSum.copy_(masked.logsumexp(-1).view_as(logSum));
      // A row that sees nothing is 0 / 0: its probabilities are zero.
      scores.copy_(masked.softmax(-1).masked_fill(hidden, Native.scalar(0)).view_as(scores));
    }
  }

  @Override
  public void attentionBackward(
      Tensor scores, Tensor dProbabilities, Tensor logSum, VisibleKeys visible, double scale) {
    try (PointerScope _ = new PointerScope()) {
      Tensor hidden = hidden(scores, visible);
      Tensor p =
          wide(scores)
              .mul(Native.scalar(scale))
              .sub(logSum.unsqueeze(-1))
              .exp()
              .view(-1, visible.queries(), scores.size(2))
              .masked_fill(hidden, Native.scalar(0));
      Tensor dp = wide(dProbabilities).view_as(p).masked_fill(hidden, Native.scalar(0));
      Tensor delta = p.mul(dp).sum(new long[] {-1}, true, new ScalarTypeOptional());
      dProbabilities.copy_(dp.sub(delta).mul(p).mul(Native.scalar(scale)).view_as(scores));
      scores.copy_(p.view_as(scores));
    }
  }

  /// [queries, keys], true where a query must not see a key.
  private static Tensor hidden(Tensor scores, VisibleKeys visible) {
    Tensor key = torch.arange(new Scalar(scores.size(2)));
    Tensor from = Native.longs(visible.fromAsLongs()).unsqueeze(1);
    Tensor to = Native.longs(visible.toAsLongs()).unsqueeze(1);
    return key.lt(from).logical_or(key.ge(to)).to(scores.device(), ScalarType.Bool);
  }

  @Override
  public void add(Tensor y, Tensor x) {
    y.add_(x);
  }

  @Override
  public boolean multiplyOne(Tensor x, Tensor weight, @Nullable Tensor bias, Tensor y) {
    return false;
  }

  @Override
  public void sharpenLargest(Tensor x, Tensor weight, Tensor y) {}

  @Override
  public boolean attendNewest(
      Tensor qkv, AttentionShape shape, CachedRows[] caches, int[] past, Tensor out) {
    return false;
  }
}
