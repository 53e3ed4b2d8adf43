package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Numbers that are left to Luthier, in real runs.
class AutoTest {

  private static final String RECIPE =
      """
      task: completion
      base: ./base
      data: {train: rows.jsonl, validation: none}
      method: {kind: %s}
      training: {dtype: float32, %s}
      evaluation: {samples: 0}
      monitoring: {samples: 0}
      threads: 1
      """;

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void write() throws IOException {
    TinyBase.write(folder.resolve("base"));
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      rows.append("{\"prompt\":\"fox %d\",\"completion\":\" dog\"}\n".formatted(i));
    }
    Files.writeString(folder.resolve("rows.jsonl"), rows);
  }

  private Shell.Result tune(String name, String recipe, String... more) throws IOException {
    Files.writeString(folder.resolve("recipe.yaml"), recipe);
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            "tune",
            folder.resolve("recipe.yaml").toString(),
            "--out",
            folder.resolve(name).toString()));
    command.addAll(List.of(more));
    return Shell.run(command.toArray(String[]::new));
  }

  private List<JsonNode> decisions(String run) throws IOException {
    JsonNode all =
        TinyBase.JSON.readTree(Files.readString(folder.resolve(run).resolve("manifest.json")));
    return Stream.of(all.path("decisions")).flatMap(JsonNode::valueStream).toList();
  }

  private String decided(String run, String key) throws IOException {
    return decisions(run).stream()
        .filter(made -> made.path("key").asString().equals(key))
        .map(made -> made.path("value").asString())
        .findFirst()
        .orElse("nothing");
  }

  private List<JsonNode> steps(String run) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl")).stream()
        .map(TinyBase.JSON::readTree)
        .filter(line -> line.path("type").asString().equals("step"))
        .toList();
  }

  @Test
  void sizesFollowFromTheData() throws IOException {
    String recipe =
        RECIPE.formatted("lora, r: auto", "epochs: auto, batch_size: auto, learning_rate: 1e-2");
    Shell.Result result = tune("run", recipe);
    assertThat(result.code()).as(result.err()).isZero();
    // 4 examples a step, 10 epochs of 10 steps
    assertThat(decided("run", "training.batch_size")).isEqualTo("4");
    assertThat(decided("run", "training.epochs")).isEqualTo("10");
    assertThat(decided("run", "method.r")).isEqualTo("8");
    assertThat(steps("run")).hasSize(100);
    assertThat(result.err()).contains("training.epochs = 10: 40 examples in steps of 4");
    assertThat(Files.readString(folder.resolve("run").resolve("recipe.yaml")))
        .contains("batch_size: 4", "epochs: 10.0", "r: 8");
    assertThat(
            TinyBase.JSON
                .readTree(
                    Files.readString(
                        folder.resolve("run").resolve("adapter").resolve("adapter_config.json")))
                .path("r")
                .asInt())
        .isEqualTo(8);
    // the finished run is the run that the recipe asks for
    assertThat(tune("run", recipe, "--resume").code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora", "full"})
  void aRateIsFoundAndTheWeightsArePutBack(String method) throws IOException {
    Shell.Result found =
        tune("found", RECIPE.formatted(method, "max_steps: 12, learning_rate: find"));
    assertThat(found.code()).as(found.err()).isZero();
    String rate = decided("found", "training.learning_rate");
    assertThat(found.err()).contains("training.learning_rate = " + rate + ": a range test of ");
    assertThat(Double.parseDouble(rate)).isBetween(1e-5, 0.2);

    // a run that is told that rate is the same, step by step: nothing of the test is left
    Shell.Result told =
        tune("told", RECIPE.formatted(method, "max_steps: 12, learning_rate: " + rate));
    assertThat(told.code()).as(told.err()).isZero();
    assertThat(losses("told")).isEqualTo(losses("found"));

    assertThat(
            tune(
                    "found",
                    RECIPE.formatted(method, "max_steps: 12, learning_rate: find"),
                    "--resume")
                .code())
        .isZero();
    assertThat(decisions("found"))
        .filteredOn(made -> made.path("key").asString().equals("training.learning_rate"))
        .hasSize(1);
  }

  private List<String> losses(String run) throws IOException {
    return steps(run).stream()
        .map(step -> step.path("loss").toString() + " " + step.path("learning_rate"))
        .toList();
  }
}
