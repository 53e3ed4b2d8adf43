package luthier.runlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes `lineage.jsonl`: which examples each step saw, one line per step, so that every example
/// can be traced to the steps that learned from it. The file of two equal runs is the same.
///
/// ```
/// {"step":1,"examples":["9f2c…","04aa…"]}
/// ```
public final class LineageFile implements RunListener, Closeable {

  private final LineFile file;

  private LineageFile(LineFile file) {
    this.file = file;
  }

  /// The examples of one step.
  public record Entry(int step, List<String> exampleIds) {
    public Entry {
      exampleIds = List.copyOf(exampleIds);
    }
  }

  /// Makes a new file.
  public static LineageFile create(Path path) throws IOException {
    return new LineageFile(LineFile.create(path));
  }

  /// Opens the file and keeps what is complete.
  public static LineageFile append(Path path) throws IOException {
    return new LineageFile(LineFile.append(path));
  }

  /// Opens the file cut back to the steps up to and including `step`.
  ///
  /// @throws luthier.InvalidInputException when it has fewer
  public static LineageFile cutBackTo(Path path, int step) throws IOException {
    return new LineageFile(LineFile.cutBackTo(path, step));
  }

  @Override
  public void on(RunEvent event) {
    if (event instanceof RunEvent.StepDone step) {
      ObjectNode json = Json.object();
      json.put("step", step.step());
      ArrayNode examples = json.putArray("examples");
      step.exampleIds().forEach(examples::add);
      file.add(Json.line(json));
    }
  }

  /// Reads the file; a torn last line is left out, a file that is not there holds nothing.
  ///
  /// @throws luthier.InvalidInputException when a line is not what this class writes
  public static List<Entry> read(Path path) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String line : LineFile.read(path)) {
      JsonView json = Json.parse(path + ":" + (entries.size() + 1), line);
      entries.add(new Entry(json.wholeInt("step"), json.texts("examples")));
    }
    return entries;
  }

  /// Forces the lines to disk.
  public void sync() {
    file.sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
