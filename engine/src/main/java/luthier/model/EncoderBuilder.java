package luthier.model;

import java.util.List;

/// Builds an [Encoder] from its parts.
record EncoderBuilder(EncoderShape shape, Parts parts) {

  Encoder build() {
    List<Rope> ropes = Parts.ropes(shape.layers().stream().map(EncoderShape.Layer::attention));
    return new Encoder(
        shape,
        tables(shape.embeddings()),
        shape.relative().map(this::distances).orElse(null),
        Parts.rotary(ropes, shape.layers().getFirst().attention()),
        shape.layers().stream().map(layer -> layer(layer, ropes)).toList(),
        parts.norm(shape.finalNorm()));
  }

  private Encoder.Tables tables(EncoderShape.Embeddings embeddings) {
    return new Encoder.Tables(
        parts.parameter(embeddings.tokens()),
        embeddings.positions().map(table -> parts.parameter(table.name())).orElse(null),
        embeddings.segments().map(table -> parts.parameter(table.name())).orElse(null),
        parts.norm(embeddings.norm()));
  }

  private Encoder.Distances distances(EncoderShape.Relative relative) {
    return new Encoder.Distances(
        parts.parameter(relative.table().name()),
        parts.norm(relative.norm()),
        relative.attention());
  }

  private Encoder.Layer layer(EncoderShape.Layer layer, List<Rope> ropes) {
    return new Encoder.Layer(
        parts.norm(layer.beforeAttention()),
        parts.attention(layer.attention(), ropes),
        parts.norm(layer.afterAttention()),
        parts.norm(layer.beforeFeedForward()),
        parts.feedForward(layer.feedForward()),
        parts.norm(layer.afterFeedForward()));
  }
}
