package luthier.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import luthier.export.Comparison;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// PEFT and transformers in a Python of the machine, named by the property `luthier.python`. Jobs
/// are gathered and answered by one process, since starting it is what takes long.
final class Peer {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path SCRIPT = Path.of("src/test/python/interop.py").toAbsolutePath();

  private final Path folder;
  private final ArrayNode jobs = JSON.createArrayNode();

  /// @param folder for the files of the exchange
  Peer(Path folder) {
    this.folder = folder;
  }

  /// What the peer says.
  ///
  /// @param logits one for each job, in their order
  record Answers(Map<String, String> versions, List<Comparison> logits) {}

  /// Asks for the logits of a model, with an adapter if there is one.
  void logits(Path base, @Nullable Path adapter, List<int[]> sequences) {
    ObjectNode job = job("logits", base, sequences);
    job.put("adapter", adapter == null ? null : adapter.toString());
  }

  /// Asks for an adapter, trained for a few steps, and its logits.
  ///
  /// @param settings of PEFT's `LoraConfig`
  void adapter(
      Path base, JsonNode settings, List<int[]> rows, int steps, Path out, List<int[]> sequences) {
    ObjectNode job = job("adapter", base, sequences);
    job.set("settings", settings);
    job.set("rows", JSON.valueToTree(rows));
    job.put("steps", steps);
    job.put("out", out.toString());
  }

  private ObjectNode job(String what, Path base, List<int[]> sequences) {
    ObjectNode job = jobs.addObject();
    job.put("do", what);
    job.put("base", base.toString());
    job.set("ids", JSON.valueToTree(sequences));
    return job;
  }

  Answers ask() throws IOException, InterruptedException {
    Path question = Files.writeString(folder.resolve("jobs.json"), jobs.toString());
    Path answer = folder.resolve("answers.json");
    Path said = folder.resolve("python.txt");
    ProcessBuilder builder =
        new ProcessBuilder(python(), SCRIPT.toString(), question.toString(), answer.toString());
    builder.environment().put("HF_HUB_OFFLINE", "1");
    builder.redirectErrorStream(true).redirectOutput(said.toFile());
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IOException(SCRIPT + " ended with " + code + ":\n" + Files.readString(said));
    }
    JsonNode json = Golden.json(answer);
    Map<String, String> versions = new TreeMap<>();
    json.get("versions")
        .properties()
        .forEach(e -> versions.put(e.getKey(), e.getValue().asString()));
    List<Comparison> logits = new ArrayList<>();
    json.get("answers").forEach(each -> logits.add(Golden.logits(each)));
    return new Answers(versions, logits);
  }

  private static String python() {
    String python = System.getProperty("luthier.python", "");
    if (python.isEmpty()) {
      throw new IllegalStateException(
          "name a Python that has torch, transformers and peft: -Dluthier.python=/path/to/python");
    }
    return python;
  }
}
