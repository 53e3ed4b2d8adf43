package luthier.runlog;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a run was made of and with: `manifest.json`.
///
/// @param name the run's name
/// @param task the recipe's task, e.g. `chat`
/// @param startedTime when the run was first started
/// @param seed the recipe's seed
/// @param device e.g. `cpu`
/// @param threads processor threads used
/// @param versions of everything that can change a result, by name: `luthier`, `java`, `libtorch`,
///   `os`, `processor` …
/// @param base the base model
/// @param data every file that was read
/// @param decisions what Luthier decided for the user
/// @param defaults the default of each recipe key that has one, as text, by key path: what the
///   report marks differences against
public record Manifest(
    String name,
    String task,
    Instant startedTime,
    long seed,
    String device,
    int threads,
    Map<String, String> versions,
    Base base,
    List<DataFile> data,
    List<RunEvent.Decision> decisions,
    Map<String, String> defaults) {

  private static final int FORMAT = 1;

  public Manifest {
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    data = List.copyOf(data);
    decisions = List.copyOf(decisions);
    defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
  }

  /// The base model.
  ///
  /// @param name as the recipe names it
  /// @param architecture as its `config.json` names it
  /// @param parameters all of them, tied ones once
  /// @param trainableParameters those that the run trains
  /// @param sha256 hex digest over its weights and configuration
  public record Base(
      String name, String architecture, long parameters, long trainableParameters, String sha256) {}

  /// A data file.
  ///
  /// @param use `train`, `validation` or `test`
  /// @param sha256 hex digest of its bytes
  public record DataFile(String path, String use, long bytes, String sha256) {}

  /// The same with the number of parameters that are trained.
  public Manifest withTrainableParameters(long trained) {
    Base counted =
        new Base(base.name(), base.architecture(), base.parameters(), trained, base.sha256());
    return new Manifest(
        name,
        task,
        startedTime,
        seed,
        device,
        threads,
        versions,
        counted,
        data,
        decisions,
        defaults);
  }

  /// The same with one decision more.
  public Manifest withDecision(RunEvent.Decision decision) {
    List<RunEvent.Decision> all = new ArrayList<>(decisions);
    all.add(decision);
    return new Manifest(
        name, task, startedTime, seed, device, threads, versions, base, data, all, defaults);
  }

  /// Reads `manifest.json`.
  ///
  /// @throws luthier.InvalidInputException when the file is not what [#write(Path)] writes
  public static Manifest read(Path file) throws IOException {
    JsonView json = Formats.read(file, FORMAT);
    JsonView base = json.object("base");
    return new Manifest(
        json.text("name"),
        json.text("task"),
        EventsFile.time(json, "started_time"),
        json.whole("seed"),
        json.text("device"),
        json.wholeInt("threads"),
        json.textMap("versions"),
        new Base(
            base.text("name"),
            base.text("architecture"),
            base.whole("parameters"),
            base.whole("trainable_parameters"),
            base.text("sha256")),
        json.list(
            "data",
            item ->
                new DataFile(
                    item.text("path"), item.text("use"), item.whole("bytes"), item.text("sha256"))),
        json.list(
            "decisions",
            item -> new RunEvent.Decision(item.text("key"), item.text("value"), item.text("why"))),
        json.textMap("defaults"));
  }

  /// Writes `manifest.json` whole or not at all.
  public void write(Path file) throws IOException {
    ObjectNode json = Formats.object(FORMAT);
    json.put("name", name).put("task", task).put("started_time", startedTime.toString());
    json.put("seed", seed).put("device", device).put("threads", threads);
    ObjectNode versionsJson = json.putObject("versions");
    versions.forEach(versionsJson::put);
    json.putObject("base")
        .put("name", base.name())
        .put("architecture", base.architecture())
        .put("parameters", base.parameters())
        .put("trainable_parameters", base.trainableParameters())
        .put("sha256", base.sha256());
    ArrayNode dataJson = json.putArray("data");
    for (DataFile item : data) {
      dataJson
          .addObject()
          .put("path", item.path())
          .put("use", item.use())
          .put("bytes", item.bytes())
          .put("sha256", item.sha256());
    }
    ArrayNode decisionsJson = json.putArray("decisions");
    for (RunEvent.Decision item : decisions) {
      decisionsJson
          .addObject()
          .put("key", item.key())
          .put("value", item.value())
          .put("why", item.why());
    }
    ObjectNode defaultsJson = json.putObject("defaults");
    defaults.forEach(defaultsJson::put);
    Json.write(file, json);
  }
}
