package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import luthier.recipe.Recipe;
import luthier.run.FineTune;
import luthier.runlog.RunEvent;
import luthier.runlog.RunListener;
import luthier.training.Training;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every regulariser in whole runs: the layout does not change what it does (I3), a run that was
/// interrupted equals one that was not (I4), and it does something.
class RegularizationTest {

  private static final String FULL = "method.kind=full";
  private static final String LORA = "method.kind=lora";

  /// Together, as they do not exclude each other; that each does something by itself is shown by
  /// its own test and by `EveryKeyIsReadTest`.
  static Stream<List<String>> settings() {
    List<String> together =
        List.of(
            "training.neftune_noise_alpha=5",
            "training.l2_sp=3",
            "training.ema_decay=0.7",
            "training.kl_beta=0.7");
    List<String> full = new ArrayList<>(List.of(FULL));
    full.addAll(together);
    List<String> lora = new ArrayList<>(List.of(LORA));
    lora.addAll(together);
    lora.addAll(List.of("training.r_drop_alpha=2", "method.dropout=0.2"));
    return Stream.of(
        full,
        lora,
        List.of(FULL, "training.average_checkpoints=3"),
        List.of(LORA, "training.average_checkpoints=3"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void layoutDoesNotChangeIt(List<String> settings, @TempDir Path folder) throws IOException {
    prepare(folder);
    List<Double> packed = losses(folder, "packed", settings, List.of("threads=2"));
    List<Double> alone =
        losses(
            folder,
            "alone",
            settings,
            List.of("threads=1", "training.packing=false", "training.micro_batch_size=1"));
    assertThat(alone).hasSameSizeAs(packed);
    for (int i = 0; i < packed.size(); i++) {
      assertThat(alone.get(i) / packed.get(i) - 1)
          .as("loss %d", i)
          .isBetween(-2e-4, 2e-4); // AdamW's division magnifies rounding step by step
    }
    if (!settings.contains("training.average_checkpoints=3")) { // it comes after the last step
      List<String> nothing = settings.subList(0, 1);
      assertThat(losses(folder, "without", nothing, List.of("threads=2"))).isNotEqualTo(packed);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void goesOnBitForBit(List<String> settings, @TempDir Path folder) throws IOException {
    prepare(folder);
    Path whole = folder.resolve("whole");
    Path cut = folder.resolve("cut");
    assertThat(tune(folder, whole, settings, false, 99)).isEqualTo(Training.End.DONE);
    assertThat(tune(folder, cut, settings, false, 5)).isEqualTo(Training.End.INTERRUPTED);
    assertThat(tune(folder, cut, settings, true, 2)).isEqualTo(Training.End.INTERRUPTED);
    assertThat(tune(folder, cut, settings, true, 99)).isEqualTo(Training.End.DONE);
    assertThat(ResumeTest.metrics(cut)).isEqualTo(ResumeTest.metrics(whole));
    Path result =
        settings.contains(FULL)
            ? Path.of("model", "model.safetensors")
            : Path.of("adapter", "adapter_model.safetensors");
    assertThat(cut.resolve(result)).hasSameBinaryContentAs(whole.resolve(result));
  }

  private static void prepare(Path folder) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      rows.append("{\"input_ids\":[");
      for (int t = 0; t < 6 + i % 5; t++) {
        rows.append(t == 0 ? "" : ",").append((i * 37 + t * 11) % 120 + 3);
      }
      rows.append("]}\n");
    }
    Files.writeString(folder.resolve("rows.jsonl"), rows);
    Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        task: text
        base: %s
        data: {train: rows.jsonl, validation: 0.2}
        training: {max_steps: 9, batch_size: 5, learning_rate: 0.003, checkpoint_every: 4,
          validate_every: 3, dtype: float32}
        """
            .formatted(Golden.family("llama")));
  }

  private static List<Double> losses(
      Path folder, String name, List<String> settings, List<String> layout) throws IOException {
    List<String> all = new ArrayList<>(settings);
    all.addAll(layout);
    assertThat(tune(folder, folder.resolve(name), all, false, 99)).isEqualTo(Training.End.DONE);
    List<Double> losses = new ArrayList<>(losses(folder.resolve(name), "step"));
    losses.addAll(losses(folder.resolve(name), "eval"));
    return losses;
  }

  private static List<Double> losses(Path run, String type) throws IOException {
    Pattern loss = Pattern.compile("\"loss\":([-+.0-9Ee]+)");
    List<Double> losses = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      Matcher matcher = loss.matcher(line);
      if (line.contains("\"type\":\"" + type + "\"") && matcher.find()) {
        losses.add(Double.parseDouble(matcher.group(1)));
      }
    }
    return losses;
  }

  private static Training.End tune(
      Path folder, Path out, List<String> settings, boolean resume, int steps) throws IOException {
    AtomicInteger left = new AtomicInteger(steps);
    RunListener counting =
        event -> {
          if (event instanceof RunEvent.StepDone) {
            left.decrementAndGet();
          }
        };
    Recipe recipe = Recipe.read(folder.resolve("recipe.yaml"), settings);
    return new FineTune(recipe, folder, counting, () -> left.get() <= 0).run(out, resume).end();
  }
}
