package luthier.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes safetensors files by hand, above all broken ones.
final class RawFile {

  private RawFile() {}

  /// The bytes of a file whose length field fits its header.
  static byte[] bytes(String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return bytes(json.length, json, data);
  }

  static byte[] bytes(String header, int dataLength) {
    return bytes(header, new byte[dataLength]);
  }

  static byte[] bytes(long length, byte[] header, byte[] data) {
    return ByteBuffer.allocate(8 + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .put(data)
        .array();
  }

  /// The entry of one tensor in a header.
  static String entry(String name, String type, String shape, long begin, long end) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, type, shape, begin, end);
  }

  static Path write(Path directory, String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  /// A file with float32 tensors of one element each.
  static Path write(Path directory, String name, String... tensors) throws IOException {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < tensors.length; i++) {
      header.append(i == 0 ? "" : ",").append(entry(tensors[i], "F32", "[1]", 4L * i, 4L * i + 4));
    }
    return write(directory, name, bytes(header.append("}").toString(), 4 * tensors.length));
  }
}
