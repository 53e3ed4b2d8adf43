package luthier.model;

import java.util.LinkedHashMap;
import java.util.Map;

/// Names and shapes of a [Decoder]'s tensors in a Hugging Face checkpoint.
final class DecoderTensors {

  private DecoderTensors() {}

  static Map<String, long[]> of(DecoderShape shape) {
    Map<String, long[]> tensors = new LinkedHashMap<>();
    long width = shape.sizes().width();
    long vocabulary = shape.sizes().vocabulary();
    tensors.put(shape.embedding(), new long[] {vocabulary, width});
    shape
        .positions()
        .ifPresent(name -> tensors.put(name, new long[] {shape.sizes().maxPositions(), width}));
    shape.norms().forEach(norm -> tensors.putAll(ShapeTensors.of(norm)));
    shape.linears().forEach(linear -> tensors.putAll(ShapeTensors.of(linear)));
    if (!shape.head().tied()) {
      tensors.put(shape.head().name(), new long[] {vocabulary, width});
    }
    return tensors;
  }

  /// What share of the tokens goes through the linear layers of an expert.
  static Map<String, Double> shares(DecoderShape shape) {
    Map<String, Double> shares = new LinkedHashMap<>();
    for (LayerShape layer : shape.layers()) {
      if (layer.feedForward() instanceof FeedForwardShape.Routed routed) {
        double share = (double) routed.perToken() / routed.experts().size();
        routed.experts().stream()
            .flatMap(FeedForwardShape::linears)
            .flatMap(linear -> linear.projections().stream())
            .forEach(each -> shares.put(each.module(), share));
      }
    }
    return shares;
  }
}
