package luthier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.operation.Head;
import luthier.operation.Linear;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Builds a [Decoder] from its tensors: projections of the same input become one parameter.
///
/// @param values gives a tensor by its name in the checkpoint
/// @param type what the model computes with
/// @param keepMasters whether float32 values are kept because all weights will be trained
record DecoderBuilder(
    DecoderShape shape, InitialValues values, ScalarType type, boolean keepMasters) {

  Decoder build() {
    Parameter embedding = parameter(shape.embedding());
    Parameter positions = shape.positions().map(this::parameter).orElse(null);
    List<Rope> ropes =
        shape.layers().stream().flatMap(l -> l.attention().rope().stream()).distinct().toList();
    List<RotaryTables> rotary = new ArrayList<>();
    for (Rope rope : ropes) {
      int turned = shape.layers().getFirst().attention().turned();
      rotary.add(new RotaryTables(rope, shape.sizes().headSize(), turned));
    }
    List<Decoder.Layer> layers = shape.layers().stream().map(layer -> layer(layer, ropes)).toList();
    Norm norm = norm(shape.finalNorm());
    DecoderShape.HeadShape head = shape.head();
    Parameter weight = head.tied() ? embedding : parameter(head.name());
    return new Decoder(
        shape,
        embedding,
        positions,
        rotary,
        layers,
        norm,
        new Head(weight, head.scale(), head.cap()));
  }

  private Decoder.Layer layer(LayerShape layer, List<Rope> ropes) {
    return new Decoder.Layer(
        norm(layer.beforeAttention()),
        attention(layer.attention(), ropes),
        norm(layer.afterAttention()),
        norm(layer.beforeFeedForward()),
        feedForward(layer.feedForward()),
        norm(layer.afterFeedForward()),
        layer.parallel(),
        layer.branchScale());
  }

  private SelfAttention attention(AttentionShape attention, List<Rope> ropes) {
    return new SelfAttention(
        attention,
        linear(attention.queryKeyValue()),
        norm(attention.queryNorm()),
        norm(attention.keyNorm()),
        attention.rope().map(ropes::indexOf).orElse(-1),
        linear(attention.output()));
  }

  private FeedForward feedForward(FeedForwardShape feedForward) {
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

  private @Nullable Norm norm(Optional<NormShape> norm) {
    return norm.map(this::norm).orElse(null);
  }

  private Norm norm(NormShape norm) {
    boolean bias = norm.kind() == NormShape.Kind.LAYER;
    return new Norm(
        norm, parameter(norm.name() + ".weight"), bias ? parameter(norm.name() + ".bias") : null);
  }

  private Parameter parameter(String name) {
    try (PointerScope _ = new PointerScope()) {
      return Parameter.of(name, values.read(name), type, keepMasters);
    }
  }

  private Linear linear(LinearShape linear) {
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
