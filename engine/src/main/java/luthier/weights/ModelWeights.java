package luthier.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.UnsupportedException;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The weights of a model directory, in one safetensors file or in shards with an index, as one set
/// of named tensors. Opening checks every header; no weights are read before they are asked for.
public final class ModelWeights implements AutoCloseable {

  /// The file name of weights that are not sharded.
  static final String SINGLE = "model.safetensors";

  /// The file name of the index of shards.
  static final String INDEX = "model.safetensors.index.json";

  private static final int MOST_LISTED = 30;

  private final Path directory;
  private final List<SafetensorsFile> files;
  private final Map<String, SafetensorsFile> fileOf = new TreeMap<>();
  private final Map<String, TensorInfo> tensors = new TreeMap<>();

  private ModelWeights(Path directory, List<SafetensorsFile> files) {
    this.directory = directory;
    this.files = files;
    List<String> twice = new ArrayList<>();
    for (SafetensorsFile file : files) {
      for (TensorInfo tensor : file.tensors().values()) {
        SafetensorsFile other = fileOf.putIfAbsent(tensor.name(), file);
        if (other != null) {
          twice.add(
              Excerpt.of(tensor.name())
                  + " in "
                  + other.path().getFileName()
                  + " and "
                  + file.path().getFileName());
        }
        tensors.putIfAbsent(tensor.name(), tensor);
      }
    }
    if (!twice.isEmpty()) {
      throw new InvalidInputException(
          directory + ": tensors in two shards:\n" + Excerpt.list(twice, MOST_LISTED));
    }
  }

  /// Opens the weights of a directory in Hugging Face layout.
  ///
  /// @throws InvalidInputException when there are none, a shard is missing or broken, or shards and
  ///   index do not agree; everything that is missing is listed at once
  /// @throws UnsupportedException when there are only pickle files
  public static ModelWeights open(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(directory + ": no such directory");
    }
    Path single = directory.resolve(SINGLE);
    Path index = directory.resolve(INDEX);
    if (Files.exists(single) && Files.exists(index)) {
      throw new InvalidInputException(
          directory
              + ": holds both "
              + SINGLE
              + " and "
              + INDEX
              + "; remove the one that does not belong to the model");
    }
    if (Files.exists(single)) {
      return opened(directory, List.of(single));
    }
    if (Files.exists(index)) {
      return openShards(directory, ShardIndex.read(index));
    }
    throw MissingWeights.in(directory, SINGLE + ", or " + INDEX + " with its shards");
  }

  /// The directory that was opened.
  public Path directory() {
    return directory;
  }

  /// The files that hold the weights.
  public List<Path> paths() {
    return files.stream().map(SafetensorsFile::path).toList();
  }

  /// All tensors by name, sorted.
  public Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /// Copies a tensor into memory of its own, converted to `type`; see [SafetensorsFile#read].
  public Tensor read(String name, ScalarType type) {
    return file(name).read(name, type);
  }

  /// Copies a tensor as it is stored.
  public Tensor read(String name) {
    return file(name).read(name);
  }

  /// The tensors with elements that are no finite number, with their counts. Reads all weights
  /// once.
  public Map<String, NonFinite> nonFinite() {
    Map<String, NonFinite> found = new TreeMap<>();
    fileOf.forEach((name, file) -> {
      NonFinite count = file.nonFinite(name);
      if (count.total() > 0) {
        found.put(name, count);
      }
    });
    return found;
  }

  /// Reads all weights once.
  ///
  /// @throws InvalidInputException naming each tensor that holds NaN or infinity
  public void requireFinite() {
    Map<String, NonFinite> found = nonFinite();
    if (!found.isEmpty()) {
      List<String> items = new ArrayList<>();
      found.forEach((name, count) ->
          items.add(
              Excerpt.of(name)
                  + ": "
                  + count.notANumber()
                  + " NaN, "
                  + count.infinite()
                  + " infinite, of "
                  + file(name).info(name).elements()));
      throw new InvalidInputException(
          directory
              + ": weights that are not finite numbers; the files are damaged, take another copy:\n"
              + Excerpt.list(items, MOST_LISTED));
    }
  }

  @Override
  public void close() {
    files.forEach(SafetensorsFile::close);
  }

  private SafetensorsFile file(String name) {
    SafetensorsFile file = fileOf.get(name);
    if (file == null) {
      throw new InvalidInputException(directory + ": has no tensor '" + Excerpt.of(name) + "'");
    }
    return file;
  }

  private static ModelWeights openShards(Path directory, ShardIndex index) {
    Set<String> names = new LinkedHashSet<>(index.shardOf().values());
    List<Path> shards = names.stream().map(directory::resolve).toList();
    List<String> missing =
        shards.stream()
            .filter(shard -> !Files.exists(shard))
            .map(shard -> shard.getFileName().toString())
            .toList();
    if (!missing.isEmpty()) {
      throw new InvalidInputException(
          index.file() + ": missing shards:\n" + Excerpt.list(missing, MOST_LISTED));
    }
    ModelWeights weights = opened(directory, shards);
    try {
      weights.checkAgainst(index);
    } catch (LuthierException e) {
      weights.close();
      throw e;
    }
    return weights;
  }

  private static ModelWeights opened(Path directory, List<Path> paths) {
    List<SafetensorsFile> files = new ArrayList<>();
    try {
      for (Path path : paths) {
        files.add(SafetensorsFile.open(path));
      }
      return new ModelWeights(directory, List.copyOf(files));
    } catch (LuthierException e) {
      files.forEach(SafetensorsFile::close);
      throw e;
    }
  }

  /// Every tensor must be where the index says, and nowhere else.
  private void checkAgainst(ShardIndex index) {
    List<String> wrong = new ArrayList<>();
    index
        .shardOf()
        .forEach((name, shard) -> {
          SafetensorsFile file = fileOf.get(name);
          if (file == null) {
            wrong.add(Excerpt.of(name) + ": not in " + shard);
          } else if (!String.valueOf(file.path().getFileName()).equals(shard)) {
            wrong.add(Excerpt.of(name) + ": in " + file.path().getFileName() + ", not in " + shard);
          }
        });
    tensors.forEach((name, _) -> {
      if (!index.shardOf().containsKey(name)) {
        wrong.add(Excerpt.of(name) + ": in a shard, but not in the index");
      }
    });
    if (!wrong.isEmpty()) {
      throw new InvalidInputException(
          index.file() + ": does not agree with the shards:\n" + Excerpt.list(wrong, MOST_LISTED));
    }
  }
}
