package luthier.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import luthier.ResourceException;
import luthier.runlog.AtomicFiles;
import luthier.runlog.DiskTrouble;

/// Models that were unpacked from a file of another kind, each in a directory of its own that
/// appears whole or not at all. The name of a directory holds the hash of what it was made from.
///
/// @param root the directory of the directories
public record BaseCache(Path root) {

  /// Lists the files of a directory with their hashes, as `sha256sum` does. Written last.
  static final String SUMS = "SHA256SUMS";

  /// Writes a model into an empty directory.
  @FunctionalInterface
  public interface Content {
    void writeTo(Path directory) throws IOException;
  }

  /// The directory of that name; made if it is not there, or if one of its files is missing.
  /// Several processes may ask at once: one makes it and the others wait.
  ///
  /// @param name of letters, digits, `.`, `_` and `-`
  public Path directory(String name, Consumer<String> progress, Content content) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException("not a name for a directory: " + name);
    }
    Path target = root.resolve(name);
    if (isWhole(target)) {
      return target;
    }
    Path lock = root.resolve(".locks").resolve(name);
    try (FileLocks.Held _ =
        FileLocks.lock(
            lock, () -> progress.accept(target + ": waiting for another process to write it"))) {
      return isWhole(target) ? target : write(target, content);
    }
  }

  private static Path write(Path target, Content content) {
    Path gathering = AtomicFiles.temporary(target);
    try {
      AtomicFiles.deleteTree(gathering);
      Files.createDirectories(gathering);
      try {
        content.writeTo(gathering);
        Files.writeString(gathering.resolve(SUMS), sums(gathering));
        AtomicFiles.replace(gathering, target);
      } finally {
        AtomicFiles.deleteTree(gathering);
      }
      return target;
    } catch (IOException e) {
      throw new ResourceException(
          target
              + ": cannot be written: "
              + DiskTrouble.reason(e)
              + "; make room, or name another directory by LUTHIER_CACHE",
          e);
    }
  }

  private static String sums(Path directory) throws IOException {
    TreeMap<String, String> sums = new TreeMap<>();
    for (Path file : files(directory)) {
      String name = directory.relativize(file).toString().replace('\\', '/');
      MessageDigest digest = Hashes.sha256();
      sums.put(name, Hashes.hex(Hashes.update(digest, file)));
    }
    StringBuilder text = new StringBuilder();
    sums.forEach((name, sum) -> text.append(sum).append("  ").append(name).append('\n'));
    return text.toString();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(Files::isRegularFile).toList();
    }
  }

  /// Whether every file is there that was written. What they hold is checked where they are read.
  private static boolean isWhole(Path directory) {
    Path sums = directory.resolve(SUMS);
    try {
      return Files.isRegularFile(sums)
          && Files.readAllLines(sums).stream()
              .allMatch(line -> Files.isRegularFile(directory.resolve(line.substring(66))));
    } catch (IOException | StringIndexOutOfBoundsException e) {
      return false;
    }
  }
}
