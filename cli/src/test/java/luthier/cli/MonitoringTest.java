package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Real runs that are told to a real server on this machine.
class MonitoringTest {

  private record Request(String path, JsonNode body) {}

  @TempDir Path folder = Path.of("");
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server = newServer();

  private static HttpServer newServer() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void write() throws IOException {
    server.createContext("/", this::answer);
    server.start();
    TinyBase.write(folder.resolve("base"));
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      rows.append("{\"prompt\":\"fox %d\",\"completion\":\" dog\"}\n".formatted(i));
    }
    Files.writeString(folder.resolve("rows.jsonl"), rows);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /// A webhook's answer, and the parts of MLflow's API that are used: the experiment is there
  /// already, so that making it is refused with 400.
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    byte[] body = exchange.getRequestBody().readAllBytes();
    String text = new String(body, StandardCharsets.UTF_8);
    requests.add(new Request(path, TinyBase.JSON.readTree(text.isEmpty() ? "{}" : text)));
    boolean refused = path.endsWith("experiments/create") || path.startsWith("/refuses");
    String said =
        path.contains("get-by-name")
            ? "{\"experiment\":{\"experiment_id\":\"7\"}}"
            : path.endsWith("runs/create") ? "{\"run\":{\"info\":{\"run_id\":\"r1\"}}}" : "{}";
    byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(refused ? 400 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private Shell.Result tune(String out, String monitoring, String... more) throws IOException {
    Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        name: foxes
        task: completion
        base: ./base
        data: {train: rows.jsonl, validation: 0.2}
        training: {max_steps: 6, batch_size: 4, learning_rate: 1e-2, dtype: float32, validate_every: 3}
        evaluation: {samples: 0}
        monitoring: {%s}
        threads: 1
        """
            .formatted(monitoring));
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            "tune",
            folder.resolve("recipe.yaml").toString(),
            "--out",
            folder.resolve(out).toString()));
    command.addAll(List.of(more));
    return Shell.run(command.toArray(String[]::new));
  }

  private List<JsonNode> events(String run, String type) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve("events.jsonl")).stream()
        .map(TinyBase.JSON::readTree)
        .filter(event -> event.path("type").asString().equals(type))
        .toList();
  }

  @Test
  void aWebhookHearsTheStartTheValidationsAndTheEnd() throws IOException {
    assertThat(tune("run", "webhook: '" + address() + "/hook'").code()).isZero();
    assertThat(requests).allMatch(request -> request.path().equals("/hook"));
    assertThat(requests)
        .extracting(request -> request.body().path("event").asString())
        .containsExactly("started", "validation", "verdict", "validation", "verdict", "finished");
    JsonNode validation = requests.get(3).body();
    assertThat(validation.path("run").asString()).isEqualTo("foxes");
    assertThat(validation.path("step").asInt()).isEqualTo(6);
    assertThat(validation.path("loss").asDouble())
        .isEqualTo(events("run", "evaluated").getLast().path("loss").asDouble());
  }

  @Test
  void whateverTheServerDoesTheRunGoesOn() throws IOException {
    Shell.Result refused = tune("refused", "webhook: '" + address() + "/refuses?secret=1'");
    assertThat(refused.code()).isZero();
    assertThat(refused.err())
        .containsOnlyOnce("monitoring.webhook: 127.0.0.1 answered with status 400. The run goes on")
        .doesNotContain("secret=1: ");
    int port = server.getAddress().getPort();
    server.stop(0);
    Shell.Result dead =
        tune(
            "dead",
            "webhook: 'http://127.0.0.1:" + port + "', mlflow: 'http://127.0.0.1:" + port + "'");
    assertThat(dead.code()).isZero();
    assertThat(dead.err())
        .containsOnlyOnce("monitoring.webhook: 127.0.0.1 cannot be reached")
        .containsOnlyOnce("monitoring.mlflow: 127.0.0.1 cannot be reached");
    assertThat(events("dead", "warning")).hasSize(2);
  }

  @Test
  void mlflowIsToldSettingsAndMetrics() throws IOException {
    String monitoring = "mlflow: '" + address() + "/', mlflow_experiment: 'a b'";
    assertThat(tune("run", monitoring).code()).isZero();
    assertThat(requests)
        .extracting(Request::path)
        .startsWith(
            "/api/2.0/mlflow/experiments/create",
            "/api/2.0/mlflow/experiments/get-by-name?experiment_name=a+b",
            "/api/2.0/mlflow/runs/create",
            "/api/2.0/mlflow/runs/log-batch")
        .endsWith("/api/2.0/mlflow/runs/update");
    JsonNode run = requests.get(2).body();
    assertThat(run.path("experiment_id").asString()).isEqualTo("7");
    assertThat(run.path("run_name").asString()).isEqualTo("foxes");
    assertThat(requests.getLast().body().path("status").asString()).isEqualTo("FINISHED");
    List<JsonNode> params = all("params");
    assertThat(params)
        .extracting(param -> param.path("key").asString())
        .contains("training.learning_rate", "method.r")
        .doesNotHaveDuplicates();
    assertThat(all("metrics"))
        .filteredOn(metric -> metric.path("key").asString().equals("loss"))
        .extracting(metric -> metric.path("step").asInt())
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(all("metrics"))
        .filteredOn(metric -> metric.path("key").asString().equals("validation_loss"))
        .hasSize(2);
    assertThat(requests)
        .allSatisfy(request -> {
          if (request.path().endsWith("log-batch")) {
            assertThat(request.body().path("run_id").asString()).isEqualTo("r1");
            assertThat(request.body().path("params").size()).isLessThanOrEqualTo(100);
          }
        });
    assertThat(
            TinyBase.JSON.readTree(Files.readString(folder.resolve("run").resolve("mlflow.json"))))
        .isEqualTo(TinyBase.JSON.readTree("{\"run_id\":\"r1\"}"));
  }

  private List<JsonNode> all(String list) {
    List<JsonNode> all = new ArrayList<>();
    requests.forEach(request -> request.body().path(list).forEach(all::add));
    return all;
  }

  @Test
  void theSamePromptsAreAnsweredAtEachValidation() throws IOException {
    assertThat(tune("two", "samples: 2, sample_tokens: 3").code()).isZero();
    List<JsonNode> samples = events("two", "sample_generated");
    assertThat(samples)
        .extracting(sample -> sample.path("step").asInt())
        .containsExactly(3, 3, 6, 6);
    assertThat(samples.get(0).path("prompt")).isEqualTo(samples.get(2).path("prompt"));
    assertThat(samples.get(0).path("prompt").asString()).startsWith("fox");
    assertThat(Files.readString(folder.resolve("two").resolve("report.html")))
        .contains("Answers during training");

    assertThat(tune("none", "samples: 0").code()).isZero();
    assertThat(events("none", "sample_generated")).isEmpty();
    // telling changes nothing
    assertThat(losses("none")).isEqualTo(losses("two"));
    assertThat(requests).isEmpty();
  }

  private List<String> losses(String run) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl")).stream()
        .map(line -> TinyBase.JSON.readTree(line).path("loss").toString())
        .toList();
  }

  @Test
  void anAddressMustBeOne() throws IOException {
    Shell.Result result = tune("bad", "webhook: 'ftp://x', mlflow: 7");
    result.refused(
        2, "monitoring.webhook", "ftp://x", "monitoring.mlflow", "an address such as http://");
  }
}
