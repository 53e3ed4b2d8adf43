package luthier.operation;

import java.util.List;
import java.util.function.Function;
import luthier.kernel.Kernels;
import luthier.kernel.Rotation;
import luthier.profile.Lane;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

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
    try (PointerScope _ = new PointerScope();
        Lane.Span _ = tape.begin("embedding")) {
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
    try (PointerScope _ = new PointerScope();
        Lane.Span _ = tape.begin("norm")) {
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
    double product = 2.0 * x.data().size(0) * layer.weight().data().numel();
    int back = (x.needsGradient() ? 1 : 0) + (layer.weight().trained() ? 1 : 0);
    try (Lane.Span _ = tape.begin("linear", () -> product, () -> back * product)) {
      return layer.apply(this, x);
    }
  }

  /// Position by rotation of the first heads of each row, in place: nobody needs the unturned ones.
  public Value rotate(Value qkv, Rotation rotation, int heads) {
    try (PointerScope _ = new PointerScope();
        Lane.Span _ = tape.begin("rotation")) {
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
    try (Lane.Span _ =
        tape.begin(
            "attention",
            () -> 2 * attention.operations(documents),
            () -> 5 * attention.operations(documents))) {
      return attention.apply(this, qkv, documents);
    }
  }

  /// Attention over caches; without a way back.
  public Value cachedAttention(Value qkv, Attention attention, CachedBatch batch, int layer) {
    try (PointerScope _ = new PointerScope();
        Lane.Span _ = tape.begin("attention")) {
      return tape.constant(attention.applyCached(kernels, qkv.data(), batch, layer));
    }
  }

  public Value swiglu(Value gateUp) {
    try (PointerScope _ = new PointerScope();
        Lane.Span _ = tape.begin("gated activation")) {
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
    try (PointerScope _ = new PointerScope();
        Lane.Span _ = tape.begin("residual")) {
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
    double product = 2.0 * targets.size(0) * head.data().numel();
    int ways = 1 + (hidden.needsGradient() ? 1 : 0) + (head.trained() ? 1 : 0);
    try (PointerScope _ = new PointerScope();
        Lane.Span _ = tape.lane().begin("head and loss", () -> ways * product)) {
      long count = rows.size(0);
      // the same size in every pass, whatever its number of rows, so that the memory is used again
      Tensor logits = Native.empty(hidden.data(), HEAD_ROWS, head.data().size(0));
      Tensor dHidden = hidden.needsGradient() ? torch.zeros_like(hidden.data()) : null;
      for (long from = 0; from < count; from += HEAD_ROWS) {
        long length = Math.min(HEAD_ROWS, count - from);
        nats +=
            headChunk(
                hidden.data(),
                head,
                rows.narrow(0, from, length),
                targets.narrow(0, from, length),
                smoothing,
                1 / normaliser,
                logits.narrow(0, 0, length),
                dHidden);
      }
      if (dHidden != null) {
        hidden.addGradient(dHidden);
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
      Tensor hidden,
      Parameter head,
      Tensor rows,
      Tensor targets,
      double smoothing,
      double scale,
      Tensor logits,
      @Nullable Tensor dHidden) {
    try (PointerScope _ = new PointerScope()) {
      Tensor x = hidden.index_select(0, rows);
      torch.mm_out(logits, x, head.data().t());
      double nats = kernels.crossEntropy(logits, targets, smoothing, scale);
      if (dHidden != null) {
        dHidden.index_copy_(0, rows, logits.mm(head.data()));
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
    try (PointerScope _ = new PointerScope();
        Lane.Span _ = tape.begin("other")) {
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
