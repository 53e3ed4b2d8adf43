package luthier.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import luthier.InvalidInputException;
import luthier.ResourceException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes the weights of a model directory: one `model.safetensors`, or several shards with an
/// index when they are larger than a shard may be. The names appear only when all bytes are on the
/// disk, the index last.
public final class ShardedWriter {

  /// The shard size that Hugging Face's tools cut at by default: 5 GB.
  public static final long DEFAULT_SHARD_BYTES = 5_000_000_000L;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Path directory;
  private final long shardBytes;

  /// @param directory an existing directory without weights
  /// @param shardBytes the most data a shard may hold; a larger tensor gets a shard of its own
  public ShardedWriter(Path directory, long shardBytes) {
    if (shardBytes < 1) {
      throw new IllegalArgumentException("shard size " + shardBytes);
    }
    this.directory = directory;
    this.shardBytes = shardBytes;
  }

  /// Writes all tensors, filling shards in the given order.
  ///
  /// @throws InvalidInputException when the directory already holds weights of this name
  /// @throws ResourceException when the disk is full or fails; then nothing is left behind
  public void write(Collection<TensorSource> tensors, Map<String, String> metadata) {
    List<List<TensorSource>> shards = cut(tensors);
    long bytes = SafetensorsWriter.bytes(tensors);
    try {
      refuseOtherWeights();
      if (shards.size() == 1) {
        SafetensorsWriter.write(
            directory.resolve(ModelWeights.SINGLE), shards.getFirst(), metadata);
        return;
      }
      DiskSpace.require(directory, bytes);
      writeShards(shards, metadata, bytes);
      AtomicFile.forceDirectory(directory);
    } catch (IOException e) {
      throw DiskSpace.failed(directory, bytes, e);
    }
  }

  private List<List<TensorSource>> cut(Collection<TensorSource> tensors) {
    List<List<TensorSource>> shards = new ArrayList<>();
    List<TensorSource> current = new ArrayList<>();
    long used = 0;
    for (TensorSource tensor : tensors) {
      if (!current.isEmpty() && used + tensor.byteSize() > shardBytes) {
        shards.add(current);
        current = new ArrayList<>();
        used = 0;
      }
      current.add(tensor);
      used += tensor.byteSize();
    }
    shards.add(current);
    return shards;
  }

  private void writeShards(
      List<List<TensorSource>> shards, Map<String, String> metadata, long bytes)
      throws IOException {
    List<AtomicFile> files = new ArrayList<>();
    boolean published = false;
    try {
      Map<String, String> shardOf = new TreeMap<>();
      for (int i = 0; i < shards.size(); i++) {
        String name = String.format("model-%05d-of-%05d.safetensors", i + 1, shards.size());
        AtomicFile shard = AtomicFile.create(directory.resolve(name));
        files.add(shard);
        SafetensorsWriter.writeTo(shard.channel(), shards.get(i), metadata);
        shard.finish();
        shards.get(i).forEach(tensor -> shardOf.put(tensor.name(), name));
      }
      AtomicFile index = AtomicFile.create(directory.resolve(ModelWeights.INDEX));
      files.add(index);
      index.channel().write(ByteBuffer.wrap(indexText(shardOf, bytes)));
      index.finish();
      for (AtomicFile file : files) {
        file.publish();
      }
      published = true;
    } finally {
      if (!published) {
        for (AtomicFile file : files) {
          file.remove();
        }
      }
    }
  }

  private static byte[] indexText(Map<String, String> shardOf, long bytes) {
    ObjectNode index = MAPPER.createObjectNode();
    index.putObject("metadata").put("total_size", bytes);
    ObjectNode weightMap = index.putObject("weight_map");
    shardOf.forEach(weightMap::put);
    String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(index);
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// Old shards beside new ones would be read as one model.
  private void refuseOtherWeights() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, "model{.,-}*safetensors*")) {
      for (Path file : files) {
        throw new InvalidInputException(
            directory
                + ": already holds weights ("
                + file.getFileName()
                + "); write to an empty directory");
      }
    }
  }
}
