package luthier.model;

import java.util.List;
import luthier.operation.Head;
import luthier.tensor.Parameter;

/// Builds a [Decoder] from its parts.
record DecoderBuilder(DecoderShape shape, Parts parts) {

  Decoder build() {
    Parameter embedding = parts.parameter(shape.embedding());
    Parameter positions = shape.positions().map(parts::parameter).orElse(null);
    List<Rope> ropes = Parts.ropes(shape.layers().stream().map(LayerShape::attention));
    List<Decoder.Layer> layers = shape.layers().stream().map(layer -> layer(layer, ropes)).toList();
    Norm norm = parts.norm(shape.finalNorm());
    DecoderShape.HeadShape head = shape.head();
    Parameter weight = head.tied() ? embedding : parts.parameter(head.name());
    return new Decoder(
        shape,
        embedding,
        positions,
        Parts.rotary(ropes, shape.layers().getFirst().attention()),
        layers,
        norm,
        new Head(weight, head.scale(), head.cap()));
  }

  private Decoder.Layer layer(LayerShape layer, List<Rope> ropes) {
    return new Decoder.Layer(
        parts.norm(layer.beforeAttention()),
        parts.attention(layer.attention(), ropes),
        parts.norm(layer.afterAttention()),
        parts.norm(layer.beforeFeedForward()),
        parts.feedForward(layer.feedForward()),
        parts.norm(layer.afterFeedForward()),
        layer.parallel(),
        layer.branchScale());
  }
}
