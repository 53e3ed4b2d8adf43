package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import luthier.metric.Evaluation;
import luthier.recipe.Dtype;
import luthier.report.EvaluationFile;
import luthier.run.ScoreFile;
import luthier.runlog.EventsFile;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What a run reports as the base model's score is that of the base's files, whatever was trained:
/// `score` on the same rows is the witness.
class BaseScoreTest {

  private static final String RATE = "learning_rate: 0.05";
  private static final Path BASE = Golden.family("qwen2"); // has biases
  private static final String BIASES = "method: {kind: lora, r: 4, alpha: 8, bias: all}";

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void writeRows() throws IOException {
    Files.writeString(folder.resolve("train.jsonl"), rows(1, 24));
    Files.writeString(folder.resolve("test.jsonl"), rows(2, 6));
  }

  private static String rows(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String ids =
          random.ints(12, 3, 120).mapToObj(String::valueOf).collect(Collectors.joining(","));
      rows.append("{\"input_ids\":[").append(ids).append("]}\n");
    }
    return rows.toString();
  }

  @Test
  void ofAnAdapterWithTrainedBiases() throws IOException {
    requireScoreOfBase(tune("biases", BIASES, BASE));
  }

  @Test
  void ofAllWeights() throws IOException {
    requireScoreOfBase(tune("full", "method: {kind: full}", BASE));
  }

  /// The base is the model below the first adapter.
  @Test
  void ofAnAdapterThatIsTrainedOn() throws IOException {
    Path first = tune("first", BIASES, BASE);
    Path second = tune("second", "method: {adapter: " + first.resolve("adapter") + "}", BASE);
    requireScoreOfBase(second);
  }

  /// Nobody waits for it before the first step.
  @Test
  void isMeasuredAfterTraining() throws IOException {
    Path run = tune("order", BIASES, BASE);
    List<String> stages = new ArrayList<>();
    for (EventsFile.TimedEvent timed : EventsFile.read(new RunFiles(run).events())) {
      if (timed.event() instanceof RunEvent.StageStarted(String stage)) {
        stages.add(stage);
      } else if (timed.event() instanceof RunEvent.TrainingStarted) {
        stages.add("training");
      }
    }
    assertThat(stages)
        .containsExactly(
            "training", "evaluation of the tuned model", "export", "evaluation of the base model");
  }

  private Path tune(String name, String method, Path base) throws IOException {
    Path recipe = folder.resolve(name + ".yaml");
    Files.writeString(
        recipe,
        """
        task: text
        threads: 1
        base: %s
        data: {train: train.jsonl, validation: none, test: test.jsonl}
        %s
        training: {max_steps: 4, batch_size: 8, %s, dtype: float32, schedule: constant}
        """
            .formatted(base, method, RATE));
    Path run = folder.resolve(name);
    TinyChat.resume(recipe, run, false);
    return run;
  }

  private void requireScoreOfBase(Path run) throws IOException {
    Evaluation evaluation = EvaluationFile.read(new RunFiles(run).evaluation());
    double before = evaluation.base("loss").orElseThrow().value();
    double after = evaluation.tuned("loss").orElseThrow().value();
    assertThat(before).isCloseTo(loss(BASE), within(1e-5));
    assertThat(after).isCloseTo(loss(run), within(1e-5));
    assertThat(Math.abs(after - before)).as("training moved it").isGreaterThan(1e-2);
  }

  /// Nats per token of the test rows.
  private double loss(Path model) {
    List<Double> all = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    new ScoreFile(model.toString(), Dtype.FLOAT32)
        .run(
            folder.resolve("test.jsonl"),
            Optional.empty(),
            line ->
                json.readTree(line)
                    .get("logprobs")
                    .valueStream()
                    .filter(JsonNode::isNumber)
                    .forEach(value -> all.add(value.asDouble())));
    return -all.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
