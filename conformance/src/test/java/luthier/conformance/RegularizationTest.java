package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import luthier.tensor.Native;
import luthier.training.Training;
import luthier.weights.SafetensorsFile;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
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

  /// What is validated is what is exported: reading the export back gives the validation's loss.
  @Test
  void theAverageIsWhatIsValidatedAndExported(@TempDir Path folder) throws IOException {
    prepare(folder);
    Path first = folder.resolve("first");
    List<String> settings = List.of(FULL, "training.ema_decay=0.9", "training.dtype=float32");
    assertThat(tune(folder, first, settings, false, 99)).isEqualTo(Training.End.DONE);
    List<Double> validated = losses(first, "eval");
    Path second = folder.resolve("second");
    // steps that change hardly anything: the validation tells what was exported
    List<String> again =
        List.of(
            FULL,
            "training.dtype=float32",
            "base=" + first.resolve("model"),
            "training.learning_rate=1e-6",
            "training.weight_decay=0");
    assertThat(tune(folder, second, again, false, 99)).isEqualTo(Training.End.DONE);
    double best = validated.stream().mapToDouble(v -> v).min().orElseThrow();
    assertThat(losses(second, "eval").getFirst() / best - 1).isBetween(-1e-3, 1e-3);
    Path live = folder.resolve("live");
    assertThat(tune(folder, live, List.of(FULL, "training.dtype=float32"), false, 99))
        .isEqualTo(Training.End.DONE);
    double other = losses(live, "eval").stream().mapToDouble(v -> v).min().orElseThrow();
    assertThat(Math.abs(other / best - 1)).isGreaterThan(2e-3);
  }

  /// The mean of the last checkpoints is what is exported when its validation is better, and only
  /// then.
  @Test
  void theMeanOfCheckpointsIsChosenByValidation(@TempDir Path folder) throws IOException {
    prepare(folder);
    List<String> rough =
        List.of(
            FULL,
            "training.average_checkpoints=4",
            "training.checkpoint_every=2",
            "training.max_steps=40",
            "training.validate_every=40",
            "training.schedule=constant",
            "training.learning_rate=0.05"); // it wavers about what it looks for
    List<String> smooth =
        List.of(FULL, "training.average_checkpoints=4", "training.learning_rate=0.0003");
    Path better = folder.resolve("better");
    Path worse = folder.resolve("worse");
    assertThat(tune(folder, better, rough, false, 99)).isEqualTo(Training.End.DONE);
    assertThat(tune(folder, worse, smooth, false, 99)).isEqualTo(Training.End.DONE);
    assertThat(better.resolve("events.jsonl"))
        .content()
        .contains("The mean of the checkpoints of steps 34, 36, 38, 40 is the result");
    assertThat(worse.resolve("events.jsonl"))
        .content()
        .contains("The mean of the checkpoints of steps 4, 8, 9 is no better and was left");
    try (SafetensorsFile result = SafetensorsFile.open(better.resolve("model/model.safetensors"));
        PointerScope _ = new PointerScope()) {
      String name = "model.norm.weight";
      double[] mean = new double[Math.toIntExact(result.read(name).numel())];
      for (int step : new int[] {34, 36, 38, 40}) {
        Path stored = better.resolve("checkpoints/step-%06d/weights.safetensors".formatted(step));
        try (SafetensorsFile checkpoint = SafetensorsFile.open(stored)) {
          float[] values = Native.toFloats(checkpoint.read(name));
          for (int i = 0; i < mean.length; i++) {
            mean[i] += values[i] / 4.0;
          }
        }
      }
      float[] exported = Native.toFloats(result.read(name));
      for (int i = 0; i < mean.length; i++) {
        assertThat((double) exported[i]).isCloseTo(mean[i], within(1e-6));
      }
    }
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
