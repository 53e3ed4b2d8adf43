package luthier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.operation.Linear;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Builds the parts of a model from their tensors: projections of the same input become one
/// parameter.
///
/// @param values gives a tensor by its name in the checkpoint
/// @param type what the model computes with
/// @param keepMasters whether float32 values are kept because all weights will be trained
record Parts(InitialValues values, ScalarType type, boolean keepMasters) {

  /// The ropes of a model's layers, each once; a layer names its own by its place here.
  static List<Rope> ropes(Stream<AttentionShape> layers) {
    return layers.flatMap(attention -> attention.rope().stream()).distinct().toList();
  }

  static List<RotaryTables> rotary(List<Rope> ropes, AttentionShape attention) {
    List<RotaryTables> rotary = new ArrayList<>();
    for (Rope rope : ropes) {
      rotary.add(new RotaryTables(rope, attention.attention().headSize(), attention.turned()));
    }
    return rotary;
  }

  SelfAttention attention(AttentionShape attention, List<Rope> ropes) {
    return new SelfAttention(
        attention,
        linear(attention.queryKeyValue()),
        norm(attention.queryNorm()),
        norm(attention.keyNorm()),
        attention.rope().map(ropes::indexOf).orElse(-1),
        linear(attention.output()));
  }

  FeedForward feedForward(FeedForwardShape feedForward) {
    return switch (feedForward) {
      case FeedForwardShape.Gated gated -> gated(gated);
      case FeedForwardShape.Plain plain ->
          new FeedForward.Plain(linear(plain.up()), linear(plain.down()), plain.activation());
      case FeedForwardShape.Routed routed ->
          new FeedForward.Routed(
              linear(routed.router()),
              routed.experts().stream().map(this::gated).toList(),
              routed.perToken(),
              routed.normalised(),
              routed.shared().map(s -> gated(s.expert())).orElse(null),
              routed.shared().map(s -> linear(s.gate())).orElse(null));
    };
  }

  private FeedForward.Gated gated(FeedForwardShape.Gated gated) {
    return new FeedForward.Gated(linear(gated.gateUp()), linear(gated.down()), gated.activation());
  }

  Transform transform(TransformShape transform) {
    return new Transform(transform, linear(transform.dense()), norm(transform.norm()));
  }

  @Nullable Norm norm(Optional<NormShape> norm) {
    return norm.map(this::norm).orElse(null);
  }

  Norm norm(NormShape norm) {
    Parameter bias = norm.hasBias() ? parameter(norm.name() + ".bias") : null;
    return new Norm(norm, parameter(norm.name() + ".weight"), bias);
  }

  Parameter parameter(String name) {
    try (PointerScope _ = new PointerScope()) {
      return Parameter.of(name, values.read(name), type, keepMasters);
    }
  }

  Linear linear(LinearShape linear) {
    try (PointerScope _ = new PointerScope()) {
      List<Parameter.Slot> slots = new ArrayList<>();
      List<Tensor> weights = new ArrayList<>();
      List<Parameter> biases = new ArrayList<>();
      long row = 0;
      for (LinearShape.Projection each : linear.projections()) {
        String name = each.module() + ".weight";
        Tensor stored = values.read(name);
        weights.add(linear.transposed() ? stored.t().contiguous() : stored);
        slots.add(new Parameter.Slot(name, row, each.outputs(), linear.transposed()));
        row += each.outputs();
        if (each.bias()) {
          biases.add(parameter(each.module() + ".bias"));
        }
      }
      Tensor stacked =
          weights.size() == 1
              ? Native.keep(weights.getFirst())
              : Native.keep(torch.cat(new TensorVector(weights.toArray(new Tensor[0])), 0));
      Parameter weight = new Parameter(slots, stacked, type, keepMasters);
      Native.release(stacked);
      List<String> modules =
          linear.projections().stream().map(LinearShape.Projection::module).toList();
      return new Linear(modules, weight, biases);
    }
  }
}
