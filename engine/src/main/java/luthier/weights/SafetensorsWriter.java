package luthier.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import luthier.ResourceException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes safetensors files. The same tensors give the same bytes, whatever order they come in, and
/// the same bytes as the reference implementation: wide types first, then by name, header padded
/// with spaces to a multiple of 8. A file appears whole or not at all.
public final class SafetensorsWriter {

  /// What readers in Python ask for: how the tensors are laid out.
  public static final Map<String, String> PYTORCH = Map.of("format", "pt");

  private static final int CHUNK = 16 << 20;
  private static final int ALIGNMENT = 8;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private SafetensorsWriter() {}

  /// Writes one file, replacing one of that name only when everything is on the disk.
  ///
  /// @param metadata texts for `__metadata__`, usually [#PYTORCH]
  /// @throws ResourceException when the disk is full or fails; then nothing is left behind
  public static void write(
      Path file, Collection<TensorSource> tensors, Map<String, String> metadata) {
    long bytes = bytes(tensors);
    try {
      Path directory = directory(file);
      DiskSpace.require(directory, bytes);
      try (AtomicFile target = AtomicFile.create(file)) {
        writeTo(target.channel(), tensors, metadata);
        target.finish();
        target.publish();
      }
      AtomicFile.forceDirectory(directory);
    } catch (IOException e) {
      throw DiskSpace.failed(file, bytes, e);
    }
  }

  /// The bytes of a file; leaves the channel open.
  static void writeTo(
      FileChannel channel, Collection<TensorSource> tensors, Map<String, String> metadata)
      throws IOException {
    List<TensorSource> ordered = ordered(tensors);
    byte[] header = header(ordered, metadata);
    ByteBuffer start =
        ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
    writeFully(channel, start.putLong(header.length).put(header).flip());
    for (TensorSource tensor : ordered) {
      writeData(channel, tensor);
    }
  }

  static long bytes(Collection<TensorSource> tensors) {
    return tensors.stream().mapToLong(TensorSource::byteSize).reduce(0, Math::addExact);
  }

  static Path directory(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("not a file: " + file);
    }
    return parent;
  }

  /// Wide types first, so that every tensor is aligned to its element size.
  private static List<TensorSource> ordered(Collection<TensorSource> tensors) {
    Set<String> names = new HashSet<>();
    for (TensorSource tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("two tensors named " + tensor.name());
      }
    }
    return tensors.stream()
        .sorted(
            Comparator.comparing(TensorSource::type).reversed().thenComparing(TensorSource::name))
        .toList();
  }

  private static byte[] header(List<TensorSource> ordered, Map<String, String> metadata) {
    ObjectNode header = MAPPER.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = header.putObject("__metadata__");
      new TreeMap<>(metadata).forEach(texts::put);
    }
    long offset = 0;
    for (TensorSource tensor : ordered) {
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", tensor.type().name());
      ArrayNode shape = entry.putArray("shape");
      tensor.shape().forEach(shape::add);
      long end = offset + tensor.byteSize();
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = MAPPER.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  private static void writeData(FileChannel channel, TensorSource source) throws IOException {
    ScalarType type = source.type().scalarType().orElseThrow();
    try (PointerScope _ = new PointerScope()) {
      Tensor value = source.value().get();
      if (!Arrays.equals(value.shape(), source.shape().stream().mapToLong(s -> s).toArray())) {
        throw new IllegalStateException(
            source.name()
                + ": announced as "
                + source.shape()
                + ", is "
                + Arrays.toString(value.shape()));
      }
      Tensor stored = value.detach().cpu().to(type).contiguous();
      long bytes = source.byteSize();
      for (long done = 0; done < bytes; done += CHUNK) {
        writeFully(
            channel,
            TensorReader.memory(stored, bytes)
                .asSlice(done, Math.min(CHUNK, bytes - done))
                .asByteBuffer());
      }
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
