package luthier.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import luthier.example.Example;
import luthier.recipe.DataFormat;
import luthier.recipe.Task;

/// Real files in a folder, and how tests read them.
record SourceFixture(Path folder) {

  Path write(String name, String text) throws IOException {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  Path write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  SourceData read(Task task, String... names) {
    return Source.read(paths(names), options(task, Optional.empty(), Optional.empty()));
  }

  SourceData read(Task task, DataFormat format, String... names) {
    return Source.read(paths(names), options(task, Optional.of(format), Optional.empty()));
  }

  SourceData readGrouped(Task task, String groupBy, String... names) {
    return Source.read(paths(names), options(task, Optional.empty(), Optional.of(groupBy)));
  }

  SourceData readWithin(Limits limits, Task task, String... names) {
    return Source.read(paths(names), options(task, Optional.empty(), Optional.empty()), limits);
  }

  /// Writes one file and gives the examples of it, of which none may be bad.
  List<Example> examples(Task task, String name, String text) throws IOException {
    write(name, text);
    SourceData data = read(task, name);
    SourceData.requireNone(data.badLines());
    return data.rows().stream().map(SourceRow::example).toList();
  }

  /// Writes one JSON line and gives the reason why it is bad.
  String reason(Task task, String line) throws IOException {
    write("bad.jsonl", line + "\n");
    List<BadLine> bad = read(task, "bad.jsonl").badLines();
    if (bad.size() != 1) {
      throw new AssertionError("expected one bad line, found " + bad);
    }
    return bad.getFirst().reason();
  }

  SourceOptions options(Task task, Optional<DataFormat> format, Optional<String> groupBy) {
    return new SourceOptions(task, format, groupBy, folder);
  }

  private static List<Path> paths(String... names) {
    return List.of(names).stream().map(Path::of).toList();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    }
    return compressed.toByteArray();
  }
}
