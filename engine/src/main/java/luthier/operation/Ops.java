package luthier.operation;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// The operations that an architecture is written with. Each computes its result and tells the tape
/// how to go back.
///
/// @param worker who computes, and whose gradients are added to
/// @param sink where the gradients of linear layers go
/// @param adapted whether linear layers have their low-rank additions
public record Ops(
    Kernels kernels, Tape tape, int worker, Dropout dropout, GradientSink sink, boolean adapted) {

  public Ops(Kernels kernels, Tape tape, int worker, Dropout dropout, GradientSink sink) {
    this(kernels, tape, worker, dropout, sink, true);
  }

  /// The same pass through the model as it is without its adapter.
  public Ops withoutAdapters() {
    return new Ops(kernels, tape, worker, dropout, sink, false);
  }

  /// The same pass on another tape.
  public Ops on(Tape other) {
    return new Ops(kernels, other, worker, dropout, sink, adapted);
  }

  /// The same pass with other random numbers.
  public Ops withDropout(Dropout other) {
    return new Ops(kernels, tape, worker, other, sink, adapted);
  }

  /// The same pass for some of its tokens only.
  public Ops forRows(int[] rows) {
    return new Ops(kernels, tape, worker, dropout.forRows(rows), sink, adapted);
  }

  /// The same pass for rows that are no tokens, and that no dropout falls upon.
  public Ops withoutDropout(long rows) {
    Documents none = Documents.of(Math.toIntExact(rows));
    return new Ops(kernels, tape, worker, Dropout.none(none), sink, adapted);
  }

  /// Some rows of x.
  ///
  /// @param index [chosen] int64, each row at most once
  public Value rows(Value x, Tensor index) {
    return tape.recordCheap(
        x.data().index_select(0, index),
        x.needsGradient(),
        () -> x.data().index_select(0, index),
        dy -> {
          if (x.needsGradient()) {
            x.gradientToAddTo().index_add_(0, index, dy);
          }
        },
        index);
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

  /// Adds NEFTune's noise to embeddings of tokens, in place, where the pass has it: uniform in
  /// `(-a, a)` with `a = alpha / sqrt(L d)`, L the tokens of the example itself and d the width
  /// (Jain et al. 2023, arXiv:2310.05914, algorithm 1).
  ///
  /// @param embedded [tokens, d], of [#embedding]
  public Value noised(Value embedded) {
    double alpha = dropout.perturbation().embeddingNoise();
    if (!dropout.active() || alpha == 0) {
      return embedded;
    }
    try (PointerScope _ = new PointerScope();
        Lane.Span _ = tape.begin("noise")) {
      long width = embedded.data().size(1);
      double[] range =
          Arrays.stream(dropout.documents().lengths())
              .mapToDouble(length -> alpha / Math.sqrt((double) length * width))
              .toArray();
      embedded.data().add_(dropout.noise(NOISE, width, range));
      return embedded;
    }
  }

  private static final int NOISE = Integer.MIN_VALUE; // its place among the random numbers

  /// Dropout of the model's own configuration, where the pass has it (Srivastava et al. 2014).
  ///
  /// @param place its own among the random numbers of the pass
  public Value dropped(Value x, int place, double probability) {
    if (probability == 0 || !dropout.ofModel()) {
      return x;
    }
    try (PointerScope _ = new PointerScope();
        Lane.Span _ = tape.begin("dropout")) {
      torch.ScalarType type = x.data().scalar_type();
      long width = x.data().size(1);
      Tensor y = x.data().mul(dropout.mask(place, width, probability)).to(type);
      return tape.record(
          y,
          x.needsGradient(),
          dy -> x.addGradient(dy.mul(dropout.mask(place, width, probability)).to(type)));
    }
  }

  /// The same pass for rows that no example has of its own, which all of them share: every
  /// micro-batch of a step drops the same.
  public Ops forShared(long rows) {
    Documents shared = Documents.of(Math.toIntExact(rows));
    return withDropout(
        new Dropout(
            dropout.seed(), dropout.step(), shared, dropout.active(), dropout.perturbation()));
  }

  public Value rmsNorm(Value x, Parameter weight, double epsilon) {
    return rmsNorm(x, weight, weight::data, epsilon);
  }

  /// An RMS norm whose weights are stored as their distance from 1, as Gemma does; the sum is made
  /// in float32.
  public Value rmsNormAroundOne(Value x, Parameter weight, double epsilon) {
    return rmsNorm(x, weight, () -> aroundOne(weight.data()), epsilon);
  }

  private static Tensor aroundOne(Tensor weight) {
    return weight.to(torch.ScalarType.Float).add(Native.scalar(1));
  }

  private Value rmsNorm(Value x, Parameter weight, Supplier<Tensor> factors, double epsilon) {
    try (PointerScope _ = new PointerScope();
        Lane.Span _ = tape.begin("norm")) {
      Tensor inverseRms = Native.emptyFloat(x.data(), x.data().size(0));
      Tensor y = kernels.rmsNorm(x.data(), factors.get(), epsilon, inverseRms);
      return tape.recordCheap(
          y,
          x.needsGradient() || weight.trained(),
          () -> kernels.rmsNorm(x.data(), factors.get(), epsilon, inverseRms),
          dy -> {
            Tensor dx = x.needsGradient() ? x.gradientToAddTo() : torch.zeros_like(x.data());
            kernels.rmsNormBackward(
                dy, x.data(), factors.get(), inverseRms, dx, weight.gradient(worker));
          },
          inverseRms);
    }
  }

  /// `(x - mean) / deviation * weight + bias` by rows (Ba et al. 2016, arXiv:1607.06450).
  public Value layerNorm(Value x, Parameter weight, @Nullable Parameter bias, double epsilon) {
    return stock(
        true,
        List.of(x),
        bias == null ? List.of(weight) : List.of(weight, bias),
        t ->
            torch.layer_norm(
                t[0],
                t[1].shape(),
                new TensorOptional(t[1]),
                t.length > 2 ? new TensorOptional(t[2]) : new TensorOptional(),
                epsilon,
                false));
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
    return attention(qkv, attention, documents, 0, 0);
  }

  /// With dropout of the probabilities, where the pass has it.
  ///
  /// @param place its own among the random numbers of the pass
  public Value attention(
      Value qkv, Attention attention, Documents documents, int place, double dropped) {
    try (Lane.Span _ =
        tape.begin(
            "attention",
            () -> 2 * attention.operations(documents),
            () -> 5 * attention.operations(documents))) {
      return attention.apply(this, qkv, documents, place, dropout.ofModel() ? dropped : 0);
    }
  }

  /// DeBERTa's attention; see [DisentangledAttention#apply].
  public Value disentangled(
      Value qkv,
      Value distances,
      DisentangledAttention attention,
      Documents documents,
      int place,
      double dropped) {
    try (Lane.Span _ = tape.begin("attention")) {
      double probability = dropout.ofModel() ? dropped : 0;
      return attention.apply(this, qkv, distances, documents, place, probability);
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

  /// `activation(gate) * up` of halves side by side, [rows, 2 inner].
  public Value gated(Value gateUp, Activation activation) {
    if (activation == Activation.SILU) {
      return swiglu(gateUp);
    }
    return stock(
        true,
        List.of(gateUp),
        List.of(),
        t -> {
          long half = t[0].size(1) / 2;
          return activation.of(t[0].narrow(1, 0, half)).mul(t[0].narrow(1, half, half));
        });
  }

  public Value activation(Value x, Activation activation) {
    return stock(true, List.of(x), List.of(), t -> activation.of(t[0]));
  }

  public Value scale(Value x, double factor) {
    if (factor == 1) {
      return x;
    }
    try (PointerScope _ = new PointerScope()) {
      return tape.record(
          x.data().mul(Native.scalar(factor)),
          x.needsGradient(),
          dy -> x.addGradient(dy.mul(Native.scalar(factor))));
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
  /// @param rows [supervised] int64, rows of `hidden` that predict something
  /// @param targets [supervised] int64, what they should predict
  /// @return nats, already divided
  public double headLoss(
      Value hidden, Head head, Tensor rows, Tensor targets, double normaliser, double smoothing) {
    double nats = 0;
    double product = 2.0 * targets.size(0) * head.weight().data().numel();
    int ways = 1 + (hidden.needsGradient() ? 1 : 0) + (head.weight().trained() ? 1 : 0);
    try (PointerScope _ = new PointerScope();
        Lane.Span _ = tape.lane().begin("head and loss", () -> ways * product)) {
      long count = rows.size(0);
      // the same size in every pass, whatever its number of rows, so that the memory is used again
      Tensor logits = Native.empty(hidden.data(), HEAD_ROWS, head.weight().data().size(0));
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
  public Tensor logits(Tensor hidden, Head head) {
    Tensor y = products(hidden, head.weight().data());
    head.addBias(y);
    head.bend(y);
    return y;
  }

  private Tensor products(Tensor hidden, Tensor weight) {
    if (hidden.size(0) == 1) {
      Tensor y = Native.emptyFloat(hidden, 1, weight.size(0));
      if (kernels.multiplyOne(hidden, weight, null, y)) {
        return y;
      }
    }
    Tensor y = torch.linear(hidden, weight).to(torch.ScalarType.Float);
    kernels.sharpenLargest(hidden, weight, y);
    return y;
  }

  private static final long HEAD_ROWS = 512;

  private double headChunk(
      Tensor hidden,
      Head head,
      Tensor rows,
      Tensor targets,
      double smoothing,
      double scale,
      Tensor logits,
      @Nullable Tensor dHidden) {
    try (PointerScope _ = new PointerScope()) {
      Tensor x = hidden.index_select(0, rows);
      torch.mm_out(logits, x, head.weight().data().t());
      head.addBias(logits);
      Tensor slope = head.bend(logits);
      double nats = kernels.crossEntropy(logits, targets, smoothing, scale);
      if (slope != null) {
        logits.mul_(slope);
      }
      head.biasBackward(logits, worker);
      if (dHidden != null) {
        dHidden.index_copy_(0, rows, logits.mm(head.weight().data()));
      }
      if (head.weight().trained()) {
        sink.add(head.weight(), logits, x, 1, worker);
      }
      return nats;
    }
  }

  /// A loss of a small number of outputs, in float32: its gradient is given to them at once.
  ///
  /// @param loss from the outputs in float32 to one number, in plain libtorch
  public double loss(Value outputs, Function<Tensor, Tensor> loss) {
    return loss(List.of(outputs), all -> loss.apply(all[0]));
  }

  /// As above, of the outputs of several passes; of all or of none of them there is a way back.
  public double loss(List<Value> outputs, Function<Tensor[], Tensor> loss) {
    try (PointerScope _ = new PointerScope()) {
      boolean back = outputs.stream().allMatch(Value::needsGradient);
      Tensor[] leaves =
          outputs.stream()
              .map(each -> each.data().to(torch.ScalarType.Float).detach().requires_grad_(back))
              .toArray(Tensor[]::new);
      if (!back) {
        return loss.apply(leaves).item().toDouble();
      }
      Tensor value;
      TensorVector gradients;
      try (AutoGradMode _ = new AutoGradMode(true)) {
        value = loss.apply(leaves);
        gradients = torch.grad(new TensorVector(value), new TensorVector(leaves));
      }
      try (NoGradGuard _ = new NoGradGuard()) {
        for (int i = 0; i < leaves.length; i++) {
          Value each = outputs.get(i);
          each.addGradient(new Tensor(gradients.get(i)).to(each.data().scalar_type()));
        }
      }
      return value.item().toDouble();
    }
  }

  /// Any other operation in plain libtorch: its way back runs it again under libtorch's autograd.
  /// The function gets x and then the parameters.
  public Value stock(Value x, List<Parameter> parameters, Function<Tensor[], Tensor> forward) {
    return stock(false, List.of(x), parameters, forward);
  }

  /// As above, for several values.
  ///
  /// @param cheap whether the result is dropped at the end of its layer and computed again when
  ///   asked for
  public Value stock(
      boolean cheap,
      List<Value> inputs,
      List<Parameter> parameters,
      Function<Tensor[], Tensor> forward) {
    try (PointerScope _ = new PointerScope();
        Lane.Span _ = tape.begin("other")) {
      Supplier<Tensor> again = () -> forward.apply(leaves(inputs, parameters, false));
      boolean needed =
          inputs.stream().anyMatch(Value::needsGradient)
              || parameters.stream().anyMatch(Parameter::trained);
      Consumer<Tensor> backward = dy -> stockBackward(inputs, parameters, forward, dy);
      return cheap
          ? tape.recordCheap(again.get(), needed, again, backward)
          : tape.record(again.get(), needed, backward);
    }
  }

  private void stockBackward(
      List<Value> inputs,
      List<Parameter> parameters,
      Function<Tensor[], Tensor> forward,
      Tensor dy) {
    TensorVector gradients;
    try (AutoGradMode _ = new AutoGradMode(true)) {
      Tensor[] leaves = leaves(inputs, parameters, true);
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
      int next = 0;
      for (Value input : inputs) {
        input.addGradient(new Tensor(gradients.get(next++)));
      }
      for (Parameter parameter : parameters) {
        Tensor sum = parameter.gradient(worker);
        Tensor gradient = new Tensor(gradients.get(next++));
        if (sum != null) {
          sum.add_(gradient);
        }
      }
    }
  }

  private static Tensor[] leaves(
      List<Value> inputs, List<Parameter> parameters, boolean gradients) {
    return Stream.concat(inputs.stream().map(Value::data), parameters.stream().map(Parameter::data))
        .map(data -> data.detach().requires_grad_(gradients))
        .toArray(Tensor[]::new);
  }
}
