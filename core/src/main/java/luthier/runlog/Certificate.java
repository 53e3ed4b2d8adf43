package luthier.runlog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What was found when an export was read back and compared with the live model:
/// `certificate.json`.
///
/// @param kind `adapter`, `merged`, `model` or `gguf`
/// @param path what was exported, relative to the certificate
/// @param dtype of the exported weights
/// @param measures the numbers, each with its limit
/// @param files what was written
public record Certificate(
    String kind, String path, String dtype, List<Measure> measures, List<ExportedFile> files) {

  private static final int FORMAT = 1;

  public Certificate {
    measures = List.copyOf(measures);
    files = List.copyOf(files);
  }

  /// One number of the comparison.
  ///
  /// @param name e.g. `max_logit_difference`
  /// @param meaning what it says, in one sentence
  /// @param atLeast the smallest value that passes; `-Infinity` when there is no such limit
  /// @param atMost the largest value that passes; `Infinity` when there is no such limit
  public record Measure(String name, String meaning, double value, double atLeast, double atMost) {

    /// A number that must not exceed a limit.
    public static Measure atMost(String name, String meaning, double value, double limit) {
      return new Measure(name, meaning, value, Double.NEGATIVE_INFINITY, limit);
    }

    /// A number that must reach a limit.
    public static Measure atLeast(String name, String meaning, double value, double limit) {
      return new Measure(name, meaning, value, limit, Double.POSITIVE_INFINITY);
    }

    /// A number that is only told.
    public static Measure told(String name, String meaning, double value) {
      return new Measure(name, meaning, value, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /// Whether the value lies within the limits; NaN never does.
    public boolean passed() {
      return value >= atLeast && value <= atMost;
    }
  }

  /// A file of the export.
  ///
  /// @param path relative to the export's directory
  /// @param sha256 hex digest of its bytes
  public record ExportedFile(String path, long bytes, String sha256) {}

  /// Whether every number lies within its limits.
  public boolean passed() {
    return measures.stream().allMatch(Measure::passed);
  }

  /// Reads `certificate.json`.
  ///
  /// @throws luthier.InvalidInputException when the file is not what [#write(Path)] writes
  public static Certificate read(Path file) throws IOException {
    JsonView json = Formats.read(file, FORMAT);
    return new Certificate(
        json.text("kind"),
        json.text("path"),
        json.text("dtype"),
        json.list(
            "measures",
            item ->
                new Measure(
                    item.text("name"),
                    item.text("meaning"),
                    item.number("value"),
                    item.has("at_least") ? item.number("at_least") : Double.NEGATIVE_INFINITY,
                    item.has("at_most") ? item.number("at_most") : Double.POSITIVE_INFINITY)),
        json.list(
            "files",
            item -> new ExportedFile(item.text("path"), item.whole("bytes"), item.text("sha256"))));
  }

  /// Writes `certificate.json` whole or not at all.
  public void write(Path file) throws IOException {
    ObjectNode json = Formats.object(FORMAT);
    json.put("kind", kind).put("path", path).put("dtype", dtype).put("passed", passed());
    ArrayNode measuresJson = json.putArray("measures");
    for (Measure measure : measures) {
      ObjectNode item = measuresJson.addObject();
      item.put("name", measure.name()).put("meaning", measure.meaning());
      Json.put(item, "value", measure.value());
      if (measure.atLeast() != Double.NEGATIVE_INFINITY) {
        Json.put(item, "at_least", measure.atLeast());
      }
      if (measure.atMost() != Double.POSITIVE_INFINITY) {
        Json.put(item, "at_most", measure.atMost());
      }
      item.put("passed", measure.passed());
    }
    ArrayNode filesJson = json.putArray("files");
    for (ExportedFile exported : files) {
      filesJson
          .addObject()
          .put("path", exported.path())
          .put("bytes", exported.bytes())
          .put("sha256", exported.sha256());
    }
    Json.write(file, json);
  }
}
