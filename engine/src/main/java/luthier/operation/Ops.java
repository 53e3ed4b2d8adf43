package luthier.operation;

import java.util.List;
import java.util.function.Function;
import luthier.kernel.Kernels;
import luthier.kernel.Rotation;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The operations that an architecture is written with. Each computes its result and tells the tape
/// how to go back.
///
/// @param worker who computes, and whose gradients are added to
/// @param sink where the gradients of linear layers go
public record Ops(Kernels kernels, Tape tape, int worker, Dropout dropout, GradientSink sink) {

  /// The same pass on another tape.
  public Ops on(Tape other) {
    return new Ops(kernels, other, worker, dropout, sink);
  }

  /// Rows of a table.
  ///
  /// @param ids [tokens] int64
  /// @return [tokens, width]
  public Value embedding(Parameter table, Tensor ids) {
    try (PointerScope _ = new PointerScope()) {
      Tensor rows = table.data().index_select(0, ids);
      return tape.record(
          rows,
          table.trained(),
          dy -> {
            Tensor gradient = table.gradient(worker);
            if (gradient != null) {
              gradient.index_add_(0, ids, dy.to(torch.ScalarType.Float));
            }
          });
    }
  }

  public Value rmsNorm(Value x, Parameter weight, double epsilon) {
    try (PointerScope _ = new PointerScope()) {
      Tensor inverseRms = Native.emptyFloat(x.data(), x.data().size(0));
      Tensor y = kernels.rmsNorm(x.data(), weight.data(), epsilon, inverseRms);
      return tape.recordCheap(
          y,
          x.needsGradient() || weight.trained(),
          () -> kernels.rmsNorm(x.data(), weight.data(), epsilon, inverseRms),
          dy -> {
            Tensor dx = x.needsGradient() ? x.gradientToAddTo() : torch.zeros_like(x.data());
            kernels.rmsNormBackward(
                dy, x.data(), weight.data(), inverseRms, dx, weight.gradient(worker));
          },
          inverseRms);
    }
  }

  public Value linear(Value x, Linear layer) {
    return layer.apply(this, x);
  }

  /// Position by rotation of the first heads of each row, in place: nobody needs the unturned ones.
  public Value rotate(Value qkv, Rotation rotation, int heads) {
    try (PointerScope _ = new PointerScope()) {
      kernels.rotate(qkv.data(), rotation, heads, 1);
      return tape.record(
          qkv.data(),
          qkv.needsGradient(),
          dy -> {
            kernels.rotate(dy, rotation, heads, -1);
            qkv.addGradient(dy);
          });
    }
  }

  public Value attention(Value qkv, Attention attention, Documents documents) {
    return attention.apply(this, qkv, documents);
  }

  /// Attention over caches; without a way back.
  public Value cachedAttention(Value qkv, Attention attention, CachedBatch batch, int layer) {
    try (PointerScope _ = new PointerScope()) {
      return tape.constant(attention.applyCached(kernels, qkv.data(), batch, layer));
    }
  }

  public Value swiglu(Value gateUp) {
    try (PointerScope _ = new PointerScope()) {
      return tape.recordCheap(
          kernels.swiglu(gateUp.data()),
          gateUp.needsGradient(),
          () -> kernels.swiglu(gateUp.data()),
          dy -> {
            kernels.swigluBackward(dy, gateUp.data());
            gateUp.addGradient(gateUp.data());
          });
    }
  }

  /// x + branch, written over the branch: nobody needs a linear layer's output again.
  public Value residual(Value x, Value branch) {
    try (PointerScope _ = new PointerScope()) {
      kernels.add(branch.data(), x.data());
      return tape.record(
          branch.data(),
          x.needsGradient() || branch.needsGradient(),
          dy -> {
            x.addGradient(dy);
            branch.addGradient(dy);
          });
    }
  }

  /// Sum of the cross-entropy over the chosen rows, divided by `normaliser`; its gradient is given
  /// to `hidden` at once. The logits exist for a chunk of rows at a time.
  ///
  /// @param hidden [tokens, width]
  /// @param head [vocabulary, width]
  /// @param rows [supervised] int64, rows of `hidden` that predict something
  /// @param targets [supervised] int64, what they should predict
  /// @return nats, already divided
  public double headLoss(
      Value hidden,
      Parameter head,
      Tensor rows,
      Tensor targets,
      double normaliser,
      double smoothing) {
    double nats = 0;
    try (PointerScope _ = new PointerScope()) {
      Tensor x = hidden.data().index_select(0, rows);
      Tensor dx = torch.empty_like(x);
      long count = x.size(0);
      for (long from = 0; from < count; from += HEAD_ROWS) {
        long length = Math.min(HEAD_ROWS, count - from);
        nats +=
            headChunk(
                x.narrow(0, from, length),
                head,
                targets.narrow(0, from, length),
                smoothing,
                1 / normaliser,
                hidden.needsGradient() ? dx.narrow(0, from, length) : null);
      }
      if (hidden.needsGradient()) {
        Tensor all = torch.zeros_like(hidden.data());
        all.index_copy_(0, rows, dx);
        hidden.addGradient(all);
      }
    }
    return nats / normaliser;
  }

  /// Logits for generation; without a way back. The largest have float32 sums also where the model
  /// computes in bfloat16: rounded, the two most probable tokens are often equal.
  ///
  /// @param hidden [rows, width]
  /// @return [rows, vocabulary] float32, owned by the caller's scope
  public Tensor logits(Tensor hidden, Parameter head) {
    if (hidden.size(0) == 1) {
      Tensor y = Native.emptyFloat(hidden, 1, head.data().size(0));
      if (kernels.multiplyOne(hidden, head.data(), null, y)) {
        return y;
      }
    }
    Tensor y = torch.linear(hidden, head.data()).to(torch.ScalarType.Float);
    kernels.sharpenLargest(hidden, head.data(), y);
    return y;
  }

  private static final long HEAD_ROWS = 512;

  private double headChunk(
      Tensor x,
      Parameter head,
      Tensor targets,
      double smoothing,
      double scale,
      @org.jspecify.annotations.Nullable Tensor dx) {
    try (PointerScope _ = new PointerScope()) {
      Tensor logits = torch.linear(x, head.data());
      double nats = kernels.crossEntropy(logits, targets, smoothing, scale);
      if (dx != null) {
        torch.mm_out(dx, logits, head.data());
      }
      if (head.trained()) {
        sink.add(head, logits, x, 1, worker);
      }
      return nats;
    }
  }

  /// Any other operation in plain libtorch: its way back runs it again under libtorch's autograd.
  /// The function gets x and then the parameters.
  public Value stock(Value x, List<Parameter> parameters, Function<Tensor[], Tensor> forward) {
    try (PointerScope _ = new PointerScope()) {
      Tensor y = forward.apply(leaves(x, parameters, false));
      boolean needed = x.needsGradient() || parameters.stream().anyMatch(Parameter::trained);
      return tape.record(y, needed, dy -> stockBackward(x, parameters, forward, dy));
    }
  }

  private void stockBackward(
      Value x, List<Parameter> parameters, Function<Tensor[], Tensor> forward, Tensor dy) {
    TensorVector gradients;
    try (AutoGradMode _ = new AutoGradMode(true)) {
      Tensor[] leaves = leaves(x, parameters, true);
      Tensor again = forward.apply(leaves);
      gradients =
          torch.grad(
              new TensorVector(again),
              new TensorVector(leaves),
              new TensorVector(dy),
              new BoolOptional(),
              false,
              true);
    }
    try (NoGradGuard _ = new NoGradGuard()) {
      x.addGradient(new Tensor(gradients.get(0)));
      for (int i = 0; i < parameters.size(); i++) {
        Tensor sum = parameters.get(i).gradient(worker);
        if (sum != null) {
          sum.add_(new Tensor(gradients.get(i + 1L)));
        }
      }
    }
  }

  private static Tensor[] leaves(Value x, List<Parameter> parameters, boolean gradients) {
    Tensor[] leaves = new Tensor[1 + parameters.size()];
    leaves[0] = x.data().detach().requires_grad_(gradients);
    for (int i = 0; i < parameters.size(); i++) {
      leaves[i + 1] = parameters.get(i).data().detach().requires_grad_(gradients);
    }
    return leaves;
  }
}
