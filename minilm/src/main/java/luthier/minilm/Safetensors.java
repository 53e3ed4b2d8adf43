package luthier.minilm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes float32 tensors as a safetensors file; the engine's writer takes libtorch's tensors, of
/// which this module knows nothing.
final class Safetensors {

  private static final int ALIGNMENT = 8;

  private Safetensors() {}

  static void write(Path file, SortedMap<String, OnnxGraph.Tensor> tensors) throws IOException {
    ObjectNode header = JsonMapper.builder().build().createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    long offset = 0;
    for (Map.Entry<String, OnnxGraph.Tensor> each : tensors.entrySet()) {
      ObjectNode entry = header.putObject(each.getKey()).put("dtype", "F32");
      each.getValue().shape().forEach(entry.putArray("shape")::add);
      long end = offset + each.getValue().data().remaining();
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      write(out, length.putLong(padded.length).flip());
      write(out, ByteBuffer.wrap(padded));
      for (OnnxGraph.Tensor tensor : tensors.values()) {
        write(out, tensor.data().duplicate());
      }
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
