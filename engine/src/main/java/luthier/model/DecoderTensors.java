package luthier.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    shape
        .norms()
        .forEach(norm -> {
          tensors.put(norm.name() + ".weight", new long[] {norm.size()});
          if (norm.kind() == NormShape.Kind.LAYER) {
            tensors.put(norm.name() + ".bias", new long[] {norm.size()});
          }
        });
    shape
        .linears()
        .forEach(linear -> {
          for (LinearShape.Projection each : linear.projections()) {
            long[] sizes = {each.outputs(), linear.inputs()};
            long[] transposed = {linear.inputs(), each.outputs()};
            tensors.put(each.module() + ".weight", linear.transposed() ? transposed : sizes);
            if (each.bias()) {
              tensors.put(each.module() + ".bias", new long[] {each.outputs()});
            }
          }
        });
    if (!shape.head().tied()) {
      tensors.put(shape.head().name(), new long[] {vocabulary, width});
    }
    return tensors;
  }

  /// The weights that are zero in a fresh model although they are no biases.
  static Set<String> zeros(DecoderShape shape) {
    return shape
        .norms()
        .filter(norm -> norm.kind() == NormShape.Kind.RMS_AROUND_ONE)
        .map(norm -> norm.name() + ".weight")
        .collect(Collectors.toSet());
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

  /// Outputs and inputs of the linear layers, by the names of their modules.
  static Map<String, long[]> linears(DecoderShape shape) {
    Map<String, long[]> linears = new LinkedHashMap<>();
    shape
        .linears()
        .forEach(linear -> {
          for (LinearShape.Projection each : linear.projections()) {
            linears.put(each.module(), new long[] {each.outputs(), linear.inputs()});
          }
        });
    return linears;
  }
}
