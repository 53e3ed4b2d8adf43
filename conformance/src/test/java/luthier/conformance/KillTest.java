package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import luthier.export.ModelFiles;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.runlog.AtomicFiles;
import luthier.tensor.LibTorch;
import luthier.weights.StoredType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// A real `tune` process that is killed and resumed ends as one that was left alone, to the last
/// bit (I4): `mvn -Plong test`. The points are drawn from `-Dluthier.kill.seed`.
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KillTest {

  private static final int STEPS = 24;
  private static final int CHECKPOINT_EVERY = 6;
  private static final int MOST_TRIES = 30;
  private static final long SEED = Long.getLong("luthier.kill.seed", 1);

  @TempDir static Path folder = Path.of("");

  @BeforeAll
  static void runLeftAlone() throws IOException, InterruptedException {
    LibTorch.load();
    prepare();
    TuneProcess whole = TuneProcess.start(recipe(), run("whole"), false);
    assertThat(whole.end()).as(whole.output()).isZero();
  }

  private static Path recipe() {
    return folder.resolve("recipe.yaml");
  }

  private static Path run(String name) {
    return folder.resolve(name);
  }

  /// Where a run may be killed, in the order in which it comes there. Each looks at files only.
  private static Map<String, Predicate<Path>> points() {
    SplittableRandom random = new SplittableRandom(SEED);
    int early = random.nextInt(1, CHECKPOINT_EVERY - 1);
    int late = random.nextInt(2 * CHECKPOINT_EVERY, STEPS - 1);
    Map<String, Predicate<Path>> points = new LinkedHashMap<>();
    points.put(
        "before the first checkpoint, after step " + early,
        run -> steps(run) >= early && !Files.exists(run.resolve("checkpoints")));
    points.put(
        "inside the writing of a checkpoint", run -> hasTemporary(run.resolve("checkpoints")));
    points.put("after step " + late, run -> steps(run) >= late);
    points.put(
        "in the last evaluation, or before the export appears",
        run ->
            Files.exists(run.resolve("checkpoints/step-%06d".formatted(STEPS)))
                && !Files.exists(run.resolve("adapter")));
    points.put(
        "between export and certificate, in the evaluation of the base model",
        run ->
            told(run, "evaluation of the base model")
                && !Files.exists(run.resolve("certificate.json")));
    return points;
  }

  private static long steps(Path run) {
    try (Stream<String> lines = Files.lines(run.resolve("metrics.jsonl"))) {
      return lines.filter(line -> line.contains("\"type\":\"step\"")).count();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private static boolean told(Path run, String stage) {
    try {
      return Files.readString(run.resolve("events.jsonl")).contains(stage);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean hasTemporary(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.anyMatch(AtomicFiles::isTemporary);
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  @Test
  @Order(1)
  void killedAtFivePointsItEndsAsOneLeftAlone() throws IOException, InterruptedException {
    Path run = run("killed");
    for (Map.Entry<String, Predicate<Path>> point : points().entrySet()) {
      killAt(run, point.getKey(), point.getValue());
    }
    TuneProcess last = TuneProcess.start(recipe(), run, true);
    assertThat(last.end()).as(last.output()).isZero();
    requireSame(run);
    TuneProcess finished = TuneProcess.start(recipe(), run, true);
    assertThat(finished.end()).as("resuming a finished run").isZero();
    requireSame(run);
  }

  /// Moments in between, that no file tells of.
  @Test
  @Order(2)
  void killedAfterRandomTimesItEndsAsOneLeftAlone() throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(SEED);
    Path run = run("timed");
    long start = System.nanoTime();
    TuneProcess timing = TuneProcess.start(recipe(), run("timing"), false);
    assertThat(timing.end()).isZero();
    long millis = (System.nanoTime() - start) / 1_000_000;
    for (int i = 0; i < 5; i++) {
      TuneProcess process = TuneProcess.start(recipe(), run, Files.exists(run));
      long delay = random.nextLong(millis / 5, millis);
      Thread.sleep(delay);
      System.out.println("killed after " + delay + " ms, at step " + steps(run));
      process.kill();
    }
    TuneProcess last = TuneProcess.start(recipe(), run, true);
    assertThat(last.end()).as(last.output()).isZero();
    requireSame(run);
  }

  @Test
  @Order(3)
  void interruptedItSaysSoAndGoesOn() throws IOException, InterruptedException {
    Path run = run("interrupted");
    TuneProcess process = TuneProcess.start(recipe(), run, false);
    assertThat(process.sees(() -> steps(run) >= 2)).as("it trains").isTrue();
    process.interrupt();
    assertThat(process.end()).isEqualTo(130);
    assertThat(process.output()).contains("the checkpoint is good", "--resume");
    long made = steps(run);
    assertThat(made).isLessThan(STEPS);
    assertThat(run.resolve("checkpoints/step-%06d/manifest.json".formatted(made))).exists();
    TuneProcess rest = TuneProcess.start(recipe(), run, true);
    assertThat(rest.end()).as(rest.output()).isZero();
    assertThat(rest.output()).doesNotContain("luthier:");
    requireSame(run);
  }

  /// Kills a run at a point. A moment may be too short to be seen: then the run is put back and
  /// goes on from the same place once more.
  private static void killAt(Path run, String name, Predicate<Path> point)
      throws IOException, InterruptedException {
    Path before = folder.resolve("before");
    for (int i = 0; i < MOST_TRIES; i++) {
      copyTree(run, before);
      TuneProcess process = TuneProcess.start(recipe(), run, Files.exists(run));
      boolean seen = process.sees(() -> point.test(run));
      process.kill();
      if (seen && point.test(run)) {
        System.out.println("killed " + name + ", at step " + steps(run) + " (try " + (i + 1) + ")");
        return;
      }
      assertThat(seen || process.process().exitValue() == 0).as(process.output()).isTrue();
      copyTree(before, run);
    }
    throw new AssertionError(name + ": not seen in " + MOST_TRIES + " tries");
  }

  private static void copyTree(Path from, Path to) throws IOException {
    AtomicFiles.deleteTree(to);
    if (!Files.exists(from)) {
      return;
    }
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each));
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  /// Metrics but for the times, lineage, evaluation, certificate, the export and the last
  /// checkpoint.
  private static void requireSame(Path run) throws IOException {
    Path whole = run("whole");
    assertThat(ResumeTest.metrics(run)).isEqualTo(ResumeTest.metrics(whole));
    for (String file :
        List.of(
            "lineage.jsonl",
            "evaluation.json",
            "certificate.json",
            "adapter/adapter_model.safetensors",
            "adapter/adapter_config.json",
            "checkpoints/step-%06d/weights.safetensors".formatted(STEPS),
            "checkpoints/step-%06d/optimizer.safetensors".formatted(STEPS))) {
      assertThat(run.resolve(file)).as(file).hasSameBinaryContentAs(whole.resolve(file));
    }
    try (Stream<Path> all = Files.walk(run)) {
      assertThat(all.filter(AtomicFiles::isTemporary).toList()).as("left over").isEmpty();
    }
  }

  /// A base that is large enough for steps and checkpoints to take a while.
  private static void prepare() throws IOException {
    Path config = Files.createDirectory(folder.resolve("config"));
    Files.writeString(
        config.resolve("config.json"),
        """
        {"model_type": "llama", "hidden_size": 128, "num_hidden_layers": 3,
         "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 256,
         "vocab_size": 512, "max_position_embeddings": 128, "rms_norm_eps": 1e-6}
        """);
    try (LanguageModel model = Models.random(config, 1, ScalarType.Float, false)) {
      ModelFiles.write(model, Optional.empty(), config, folder.resolve("base"), StoredType.F32);
    }
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      rows.append("{\"input_ids\":[").append(i + 3);
      for (int t = 1; t < 20 + i % 7; t++) {
        rows.append(',').append((i * 37 + t * 11) % 500 + 3);
      }
      rows.append("]}\n");
    }
    Files.writeString(folder.resolve("rows.jsonl"), rows);
    Files.writeString(
        recipe(),
        """
        task: text
        base: %s
        data: {train: rows.jsonl, validation: 0.2}
        method: {kind: lora, r: 64, alpha: 64, dropout: 0.1}
        training: {max_steps: %d, batch_size: 6, learning_rate: 0.003, checkpoint_every: %d,
          validate_every: 4, dtype: float32}
        threads: 1
        """
            .formatted(Objects.requireNonNull(folder.resolve("base")), STEPS, CHECKPOINT_EVERY));
  }
}
