package luthier.minilm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import org.junit.jupiter.api.Test;

/// A graph of one linear layer, written here in the ONNX wire format.
class BertWeightsTest {

  private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

  /// A field whose value is bytes, a text or a message.
  private static byte[] field(int number, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(number << 3 | 2);
    out.write(value.length & 0x7f | 0x80); // a number in two bytes
    out.write(value.length >> 7);
    out.writeBytes(value);
    return out.toByteArray();
  }

  private static byte[] text(int number, String value) {
    return field(number, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] join(List<byte[]> parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private void tensor(String name, int type, int[] shape, float... values) {
    ByteBuffer data =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    for (int size : shape) {
      tensor.writeBytes(new byte[] {1 << 3, (byte) size});
    }
    tensor.writeBytes(new byte[] {2 << 3, (byte) type});
    tensor.writeBytes(text(8, name));
    tensor.writeBytes(field(9, data.array()));
    graph.writeBytes(field(5, tensor.toByteArray()));
  }

  private void node(String operation, List<String> inputs, String output) {
    graph.writeBytes(
        field(
            1,
            join(
                List.of(
                    join(inputs.stream().map(name -> text(1, name)).toList()),
                    text(2, output),
                    text(3, "some/node"),
                    text(4, operation)))));
  }

  private SortedMap<String, OnnxGraph.Tensor> read() {
    byte[] model = join(List.of(new byte[] {1 << 3, 6}, field(7, graph.toByteArray())));
    return BertWeights.of(OnnxGraph.read(ByteBuffer.wrap(model)));
  }

  private static float[] values(OnnxGraph.Tensor tensor) {
    float[] values = new float[tensor.data().remaining() / Float.BYTES];
    tensor.data().asFloatBuffer().get(values);
    return values;
  }

  @Test
  void aLinearWeightIsNamedByItsBiasAndTransposed() {
    node("MatMul", List.of("x", "onnx::MatMul_7"), "product");
    node("Add", List.of("dense.bias", "product"), "y");
    tensor("norm.weight", 1, new int[] {2}, 1, 2);
    tensor("dense.bias", 1, new int[] {3}, 7, 8, 9);
    tensor("onnx::MatMul_7", 1, new int[] {2, 3}, 1, 2, 3, 4, 5, 6);
    SortedMap<String, OnnxGraph.Tensor> weights = read();
    assertThat(weights.keySet()).containsExactly("dense.bias", "dense.weight", "norm.weight");
    OnnxGraph.Tensor weight = Objects.requireNonNull(weights.get("dense.weight"));
    assertThat(weight.shape()).containsExactly(3, 2);
    assertThat(values(weight)).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(values(Objects.requireNonNull(weights.get("norm.weight")))).containsExactly(1, 2);
  }

  @Test
  void aProductWithoutABiasHasNoName() {
    node("MatMul", List.of("x", "onnx::MatMul_7"), "product");
    node("Add", List.of("product", "other"), "y");
    tensor("onnx::MatMul_7", 1, new int[] {1, 1}, 1);
    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("onnx::MatMul_7");
  }

  @Test
  void onlyFloat32IsTakenAndItsSizeChecked() {
    tensor("position_ids", 7, new int[] {1}, 1, 2);
    assertThat(read()).isEmpty();
    tensor("short.weight", 1, new int[] {3}, 1, 2);
    assertThatThrownBy(this::read)
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContainingAll("short.weight", "found 8 bytes", "expected 12");
  }

  @Test
  void noGraph() {
    assertThatThrownBy(() -> OnnxGraph.read(ByteBuffer.wrap(new byte[] {1 << 3, 6})))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no graph");
  }
}
