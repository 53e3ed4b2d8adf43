package luthier.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import luthier.profile.Lane;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// `y = x Wᵀ + b` for one or several projections of the same input in one product, each with its
/// low-rank addition if any.
public final class Linear {

  private final List<String> modules;
  private final Parameter weight;
  private final List<Parameter> biases;
  private final PackedWeight packed;
  private @Nullable LowRank lowRank;
  private @Nullable StackedB stacked; // null: each B has a product of its own

  /// @param modules the checkpoint's name of each projection, such as
  ///   `model.layers.0.self_attn.q_proj`; they are the slots of the weight, in order
  /// @param weight [sum of outputs, inputs]
  /// @param biases [outputs] of each projection, apart since they may be trained apart; or none
  public Linear(List<String> modules, Parameter weight, List<Parameter> biases) {
    if (modules.size() != weight.slots().size()) {
      throw new IllegalArgumentException(modules + " for " + weight.slots());
    }
    if (!biases.isEmpty() && biases.size() != modules.size()) {
      throw new IllegalArgumentException(biases.size() + " biases for " + modules);
    }
    this.modules = List.copyOf(modules);
    this.weight = weight;
    this.biases = List.copyOf(biases);
    this.packed = new PackedWeight(weight);
  }

  public List<String> modules() {
    return modules;
  }

  public Parameter weight() {
    return weight;
  }

  /// One for each module, or none.
  public List<Parameter> biases() {
    return biases;
  }

  /// Weight and biases.
  public List<Parameter> parameters() {
    return Stream.concat(Stream.of(weight), biases.stream()).toList();
  }

  public @Nullable LowRank lowRank() {
    return lowRank;
  }

  public void attach(@Nullable LowRank addition) {
    if (stacked != null) {
      stacked.forget();
    }
    this.lowRank = addition;
    this.stacked = addition == null ? null : StackedB.of(addition, weight);
  }

  /// To be called after an optimizer step.
  public void weightChanged() {
    if (weight.trained()) {
      packed.forget();
    }
    if (stacked != null) {
      stacked.forget();
    }
  }

  /// Frees the packed copies of the weights; they are made again when needed.
  public void forgetPacked() {
    packed.forget();
    if (stacked != null) {
      stacked.forget();
    }
  }

  Value apply(Ops ops, Value x) {
    try (PointerScope _ = new PointerScope()) {
      Tensor y = product(ops, x.data());
      if (lowRank == null || !ops.adapted()) {
        boolean needed =
            x.needsGradient() || weight.trained() || biases.stream().anyMatch(Parameter::trained);
        return ops.tape().record(y, needed, dy -> addTo(x, backward(ops, dy, x)));
      }
      LowRank addition = lowRank;
      Tensor low;
      try (Lane.Span _ = ops.tape().lane().begin("low-rank")) {
        low = low(ops, addition, x.data());
        addLowRank(addition, low, y);
      }
      return ops.tape()
          .record(
              y,
              true,
              dy -> {
                Tensor dx = backward(ops, dy, x);
                try (Lane.Span _ = ops.tape().lane().begin("low-rank")) {
                  lowRankBackward(ops, addition, dy, x, low, dx);
                }
                addTo(x, dx);
              },
              low);
    }
  }

  private Tensor product(Ops ops, Tensor x) {
    Tensor bias = bias();
    if (!ops.tape().recording() && x.size(0) == 1) {
      Tensor y = Native.empty(x, 1, weight.data().size(0));
      if (ops.kernels().multiplyOne(x, weight.data(), bias, y)) {
        return y;
      }
    }
    return packed.timesTransposed(x, bias);
  }

  private void addLowRank(LowRank addition, Tensor low, Tensor y) {
    if (stacked != null) {
      y.addmm_(low, stacked.matrix().t(), Native.scalar(1), Native.scalar(stacked.scale()));
      return;
    }
    for (int i = 0; i < modules.size(); i++) {
      LowRank.Part part = addition.parts().get(i);
      if (part != null) {
        outputsOf(y, i)
            .addmm_(
                columnsOf(low, part),
                part.b().data().t(),
                Native.scalar(1),
                Native.scalar(part.scale()));
      }
    }
  }

  private @Nullable Tensor bias() {
    if (biases.size() < 2) {
      return biases.isEmpty() ? null : biases.getFirst().data();
    }
    Tensor[] all = biases.stream().map(Parameter::data).toArray(Tensor[]::new);
    return torch.cat(new TensorVector(all), 0);
  }

  /// A dropout(x) of all parts side by side: [tokens, sum of ranks].
  private Tensor low(Ops ops, LowRank addition, Tensor x) {
    if (addition.dropout() == 0 || !ops.dropout().active()) {
      return torch.linear(x, addition.a().data());
    }
    List<Tensor> all = new ArrayList<>();
    for (int i = 0; i < modules.size(); i++) {
      LowRank.Part part = addition.parts().get(i);
      if (part != null) {
        Tensor dropped = x.mul(mask(ops, addition, i, x));
        all.add(torch.linear(dropped, rowsOf(addition.a().data(), part)));
      }
    }
    return torch.cat(new TensorVector(all.toArray(new Tensor[0])), 1);
  }

  private static Tensor mask(Ops ops, LowRank addition, int part, Tensor x) {
    return ops.dropout()
        .mask(addition.place() + part, x.size(1), addition.dropout())
        .to(x.scalar_type());
  }

  /// The frozen or trained product's way back; returns the gradient of x, or null if nobody wants
  /// it.
  private @Nullable Tensor backward(Ops ops, Tensor dy, Value x) {
    if (weight.trained()) {
      ops.sink().add(weight, dy, x.data(), 1, ops.worker());
    }
    for (int i = 0; i < biases.size(); i++) {
      if (biases.get(i).gradient(ops.worker()) instanceof Tensor gradient) {
        gradient.add_(outputsOf(dy, i).to(torch.ScalarType.Float).sum(new long[] {0}));
      }
    }
    return x.needsGradient() ? packed.times(dy) : null;
  }

  private static void addTo(Value x, @Nullable Tensor dx) {
    if (dx != null) {
      x.addGradient(dx);
    }
  }

  private void lowRankBackward(
      Ops ops, LowRank addition, Tensor dy, Value x, Tensor low, @Nullable Tensor dx) {
    for (int i = 0; i < modules.size(); i++) {
      LowRank.Part part = addition.parts().get(i);
      if (part != null) {
        Tensor factor = columnsOf(low, part);
        ops.sink().add(part.b(), outputsOf(dy, i), factor, part.scale(), ops.worker());
      }
    }
    Tensor dLow = gradientOfLow(addition, dy, low);
    if (addition.dropout() == 0 || !ops.dropout().active()) {
      ops.sink().add(addition.a(), dLow, x.data(), 1, ops.worker());
      if (dx != null) {
        dx.addmm_(dLow, addition.a().data());
      }
      return;
    }
    droppedBackward(ops, addition, x, dLow, dx);
  }

  private Tensor gradientOfLow(LowRank addition, Tensor dy, Tensor low) {
    if (stacked != null) {
      return dy.mm(stacked.matrix()).mul_(Native.scalar(stacked.scale()));
    }
    Tensor dLow = torch.empty_like(low);
    for (int i = 0; i < modules.size(); i++) {
      LowRank.Part part = addition.parts().get(i);
      if (part != null) {
        Tensor product = outputsOf(dy, i).mm(part.b().data());
        columnsOf(dLow, part).copy_(product.mul_(Native.scalar(part.scale())));
      }
    }
    return dLow;
  }

  private void droppedBackward(
      Ops ops, LowRank addition, Value x, Tensor dLow, @Nullable Tensor dx) {
    for (int i = 0; i < modules.size(); i++) {
      LowRank.Part part = addition.parts().get(i);
      if (part == null) {
        continue;
      }
      Tensor mask = mask(ops, addition, i, x.data());
      Tensor dPart = columnsOf(dLow, part);
      Tensor gradient = addition.a().gradient(ops.worker());
      if (gradient != null) {
        Tensor product = dPart.t().mm(x.data().mul(mask));
        rowsOf(gradient, part).add_(product);
      }
      if (dx != null) {
        dx.add_(dPart.mm(rowsOf(addition.a().data(), part)).mul_(mask));
      }
    }
  }

  private Tensor outputsOf(Tensor y, int part) {
    Parameter.Slot slot = weight.slots().get(part);
    return y.narrow(1, slot.firstRow(), slot.rows());
  }

  private static Tensor columnsOf(Tensor low, LowRank.Part part) {
    return low.narrow(1, part.firstRank(), part.rank());
  }

  private static Tensor rowsOf(Tensor a, LowRank.Part part) {
    return a.narrow(0, part.firstRank(), part.rank());
  }
}
