package luthier.minilm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import luthier.UnsupportedException;

/// What is wanted of an ONNX file: its constant tensors, and which operation reads which.
///
/// Field numbers are those of `onnx.proto` (ONNX IR, version 3 and later).
///
/// @param tensors the float32 initialisers by name
/// @param nodes the operations in their order
record OnnxGraph(Map<String, Tensor> tensors, List<Node> nodes) {

  /// A tensor of float32.
  ///
  /// @param data row-major, little-endian
  record Tensor(List<Integer> shape, ByteBuffer data) {}

  record Node(String operation, List<String> inputs, List<String> outputs) {}

  private static final int FLOAT = 1;
  private static final int EXTERNAL = 1;

  /// @throws InvalidInputException when the bytes are no ONNX file
  /// @throws UnsupportedException when a weight is not stored as plain float32 in the file
  static OnnxGraph read(ByteBuffer file) {
    ProtobufReader model = new ProtobufReader(file);
    for (int field = model.next(); field != 0; field = model.next()) {
      if (field == 7) {
        return readGraph(new ProtobufReader(model.delimited()));
      }
      model.skip();
    }
    throw new InvalidInputException("not an ONNX file: it has no graph");
  }

  private static OnnxGraph readGraph(ProtobufReader graph) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (int field = graph.next(); field != 0; field = graph.next()) {
      switch (field) {
        case 1 -> nodes.add(readNode(new ProtobufReader(graph.delimited())));
        case 5 -> readTensor(new ProtobufReader(graph.delimited()), tensors);
        default -> graph.skip();
      }
    }
    return new OnnxGraph(tensors, nodes);
  }

  private static Node readNode(ProtobufReader node) {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    String operation = "";
    for (int field = node.next(); field != 0; field = node.next()) {
      switch (field) {
        case 1 -> inputs.add(node.text());
        case 2 -> outputs.add(node.text());
        case 4 -> operation = node.text();
        default -> node.skip();
      }
    }
    return new Node(operation, inputs, outputs);
  }

  /// Tensors of other types (positions, shapes) are no weights and are left out.
  private static void readTensor(ProtobufReader tensor, Map<String, Tensor> tensors) {
    List<Integer> shape = new ArrayList<>();
    String name = "";
    long type = 0;
    boolean external = false;
    ByteBuffer data = ByteBuffer.allocate(0);
    for (int field = tensor.next(); field != 0; field = tensor.next()) {
      switch (field) {
        case 1 -> readSizes(tensor, shape);
        case 2 -> type = tensor.whole();
        case 8 -> name = tensor.text();
        case 9 -> data = tensor.delimited();
        case 14 -> external = tensor.whole() == EXTERNAL;
        default -> tensor.skip();
      }
    }
    if (type != FLOAT) {
      return;
    }
    long bytes = Float.BYTES;
    for (int size : shape) {
      bytes = Math.multiplyExact(bytes, size);
    }
    if (external || bytes != data.remaining()) {
      throw new UnsupportedException(
          "ONNX tensor '"
              + name
              + "' of shape "
              + shape
              + ": found "
              + data.remaining()
              + " bytes in the file, expected "
              + bytes);
    }
    if (tensors.put(name, new Tensor(List.copyOf(shape), data)) != null) {
      throw new InvalidInputException("ONNX tensor '" + name + "' is there twice");
    }
  }

  private static void readSizes(ProtobufReader tensor, List<Integer> shape) {
    if (tensor.isDelimited()) {
      ProtobufReader list = new ProtobufReader(tensor.delimited());
      while (!list.atEnd()) {
        shape.add(size(list.packed()));
      }
    } else {
      shape.add(size(tensor.whole()));
    }
  }

  private static int size(long value) {
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new InvalidInputException("ONNX tensor with size " + value);
    }
    return (int) value;
  }
}
