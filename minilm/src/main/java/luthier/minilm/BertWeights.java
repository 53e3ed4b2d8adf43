package luthier.minilm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import luthier.InvalidInputException;

/// The weights of a BERT that torch exported to ONNX, under their Hugging Face names.
///
/// The exporter keeps names, except of the weights of linear layers: `x W^T + b` becomes a product
/// with an unnamed, transposed constant and an addition of the named bias, which tells the name.
final class BertWeights {

  private static final String BIAS = ".bias";
  private static final String WEIGHT = ".weight";

  private BertWeights() {}

  /// @return every float32 tensor by name, those of linear layers as `[out, in]`
  /// @throws InvalidInputException when a constant of a product has no name of its own
  static TreeMap<String, OnnxGraph.Tensor> of(OnnxGraph graph) {
    Map<String, String> nameOf = linearNames(graph);
    TreeMap<String, OnnxGraph.Tensor> weights = new TreeMap<>();
    graph
        .tensors()
        .forEach((name, tensor) -> {
          String linear = nameOf.get(name);
          if (linear == null && name.contains("::")) {
            throw new InvalidInputException(
                "ONNX tensor '" + name + "' is a weight of no linear layer with a bias");
          }
          if (linear == null) {
            weights.put(name, tensor);
          } else if (weights.put(linear, transposed(tensor)) != null) {
            throw new InvalidInputException("two ONNX tensors are '" + linear + "'");
          }
        });
    return weights;
  }

  /// The name of each unnamed constant that is multiplied.
  private static Map<String, String> linearNames(OnnxGraph graph) {
    Map<String, String> constantOfProduct = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    for (OnnxGraph.Node node : graph.nodes()) {
      List<String> inputs = node.inputs();
      if (node.operation().equals("MatMul") && graph.tensors().containsKey(inputs.getLast())) {
        constantOfProduct.put(node.outputs().getFirst(), inputs.getLast());
      } else if (node.operation().equals("Add")) {
        for (int i = 0; i < 2; i++) {
          String constant = constantOfProduct.get(inputs.get(i));
          String bias = inputs.get(1 - i);
          if (constant != null && bias.endsWith(BIAS)) {
            names.put(constant, bias.substring(0, bias.length() - BIAS.length()) + WEIGHT);
          }
        }
      }
    }
    return names;
  }

  private static OnnxGraph.Tensor transposed(OnnxGraph.Tensor tensor) {
    int rows = tensor.shape().getFirst();
    int columns = tensor.shape().getLast();
    ByteBuffer from = tensor.data();
    ByteBuffer to =
        ByteBuffer.allocate(rows * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        to.putInt(from.getInt((row * columns + column) * Float.BYTES));
      }
    }
    return new OnnxGraph.Tensor(List.of(columns, rows), to.flip());
  }
}
