package luthier.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Names and sizes that a checkpoint has for the tensors of a model's parts.
final class ShapeTensors {

  private ShapeTensors() {}

  static Map<String, long[]> of(NormShape norm) {
    Map<String, long[]> tensors = new LinkedHashMap<>();
    tensors.put(norm.name() + ".weight", new long[] {norm.size()});
    if (norm.hasBias()) {
      tensors.put(norm.name() + ".bias", new long[] {norm.size()});
    }
    return tensors;
  }

  static Map<String, long[]> of(LinearShape linear) {
    Map<String, long[]> tensors = new LinkedHashMap<>();
    for (LinearShape.Projection each : linear.projections()) {
      long[] sizes = {each.outputs(), linear.inputs()};
      long[] transposed = {linear.inputs(), each.outputs()};
      tensors.put(each.module() + ".weight", linear.transposed() ? transposed : sizes);
      if (each.bias()) {
        tensors.put(each.module() + ".bias", new long[] {each.outputs()});
      }
    }
    return tensors;
  }

  /// The weights that are zero in a fresh model although they are no biases.
  static Set<String> zeros(Stream<NormShape> norms) {
    return norms
        .filter(norm -> norm.kind() == NormShape.Kind.RMS_AROUND_ONE)
        .map(norm -> norm.name() + ".weight")
        .collect(Collectors.toSet());
  }

  /// Outputs and inputs of linear layers, by the names of their modules.
  static Map<String, long[]> linears(Stream<LinearShape> shapes) {
    Map<String, long[]> linears = new LinkedHashMap<>();
    shapes.forEach(linear -> {
      for (LinearShape.Projection each : linear.projections()) {
        linears.put(each.module(), new long[] {each.outputs(), linear.inputs()});
      }
    });
    return linears;
  }

  static long count(Map<String, long[]> tensors) {
    long sum = 0;
    for (long[] sizes : tensors.values()) {
      long product = 1;
      for (long size : sizes) {
        product *= size;
      }
      sum += product;
    }
    return sum;
  }
}
