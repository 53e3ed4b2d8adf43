package luthier.monitor;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.recipe.Recipe;
import luthier.runlog.Json;
import luthier.runlog.RunEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells an MLflow tracking server of a run through its REST API (2.0): the experiment, the run
/// with the recipe's keys as parameters, the metrics in batches. A resumed run goes on in the run
/// that `mlflow.json` names.
final class Mlflow implements Monitor {

  /// The limits of `runs/log-batch`, as MLflow documents them.
  private static final int MOST_METRICS = 1000;

  private static final int MOST_PARAMS = 100;
  private static final int MOST_CHARS = 500;

  private final URI server;
  private final Recipe recipe;
  private final Path stored;
  private final InstantSource clock;
  private final Outbox outbox;
  private final List<ObjectNode> waiting = new ArrayList<>();
  // belongs to the outbox's thread
  private @Nullable String runId;

  /// @param stored where the id of the run at the server is kept
  Mlflow(URI server, Optional<String> token, Recipe recipe, Path stored, InstantSource clock) {
    this.server = server;
    this.recipe = recipe;
    this.stored = stored;
    this.clock = clock;
    this.outbox = new Outbox("monitoring.mlflow", token);
  }

  @Override
  public void on(RunEvent event) {
    switch (event) {
      case RunEvent.TrainingStarted _ -> outbox.later(this::begin);
      case RunEvent.StepDone step -> {
        add("loss", step.step(), step.lossNatsPerToken());
        add("learning_rate", step.step(), step.learningRate());
        add("grad_norm", step.step(), step.gradNorm());
        add("tokens_per_second", step.step(), step.tokensPerSecond());
      }
      case RunEvent.Evaluated evaluated -> {
        add("validation_loss", evaluated.step(), evaluated.lossNatsPerToken());
        evaluated
            .scores()
            .forEach((name, value) -> add("validation_" + name, evaluated.step(), value));
        flush();
      }
      case RunEvent.Finished _ -> end("FINISHED");
      case RunEvent.Failed _ -> end("FAILED");
      case RunEvent.Interrupted _ -> end("KILLED");
      default -> {}
    }
  }

  private void begin() throws IOException, InterruptedException {
    if (Files.exists(stored)) {
      runId = Json.read(stored).text("run_id");
      outbox.tell(at("runs/update"), json("run_id", runId).put("status", "RUNNING"));
      return;
    }
    ObjectNode run = json("experiment_id", experiment());
    run.put("run_name", recipe.name()).put("start_time", clock.millis());
    runId = outbox.post(at("runs/create"), run).object("run").object("info").text("run_id");
    Json.write(stored, json("run_id", runId));
    logParams(runId);
  }

  /// The experiment of that name, made when it is not there.
  private String experiment() throws IOException, InterruptedException {
    String name = recipe.monitoring().mlflowExperiment();
    try {
      return outbox.post(at("experiments/create"), json("name", name)).text("experiment_id");
    } catch (Outbox.Refused e) {
      if (e.status() != 400) { // 400: it is there already
        throw e;
      }
      String query = URLEncoder.encode(name, StandardCharsets.UTF_8);
      return outbox
          .get(at("experiments/get-by-name?experiment_name=" + query))
          .object("experiment")
          .text("experiment_id");
    }
  }

  private void logParams(String id) throws IOException, InterruptedException {
    List<Map.Entry<String, String>> settings = List.copyOf(recipe.settings().entrySet());
    for (int from = 0; from < settings.size(); from += MOST_PARAMS) {
      ObjectNode batch = json("run_id", id);
      ArrayNode params = batch.putArray("params");
      for (Map.Entry<String, String> setting :
          settings.subList(from, Math.min(settings.size(), from + MOST_PARAMS))) {
        String value = setting.getValue();
        params
            .addObject()
            .put("key", setting.getKey())
            .put("value", value.substring(0, Math.min(MOST_CHARS, value.length())));
      }
      outbox.tell(at("runs/log-batch"), batch);
    }
  }

  private void add(String key, int step, double value) {
    if (Double.isFinite(value)) {
      ObjectNode metric = json("key", key).put("value", value);
      waiting.add(metric.put("timestamp", clock.millis()).put("step", step));
    }
    if (waiting.size() >= MOST_METRICS) {
      flush();
    }
  }

  private void flush() {
    List<ObjectNode> metrics = List.copyOf(waiting);
    waiting.clear();
    outbox.later(() -> {
      String id = runId;
      if (id != null && !metrics.isEmpty()) {
        ObjectNode batch = json("run_id", id);
        batch.putArray("metrics").addAll(metrics);
        outbox.tell(at("runs/log-batch"), batch);
      }
    });
  }

  private void end(String status) {
    flush();
    outbox.later(() -> {
      String id = runId;
      if (id != null) {
        ObjectNode update = json("run_id", id).put("status", status);
        outbox.tell(at("runs/update"), update.put("end_time", clock.millis()));
      }
    });
  }

  private static ObjectNode json(String key, String value) {
    return Json.object().put(key, value);
  }

  private URI at(String method) {
    String base = server.toString().replaceAll("/+$", "");
    return URI.create(base + "/api/2.0/mlflow/" + method);
  }

  @Override
  public Optional<String> trouble() {
    return outbox.trouble();
  }

  @Override
  public void close() {
    outbox.close();
  }
}
