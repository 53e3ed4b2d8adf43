package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import luthier.recipe.Recipe;
import luthier.run.FineTune;
import luthier.runlog.AtomicFiles;
import luthier.runlog.RunEvent;
import luthier.runlog.RunListener;
import luthier.training.Training;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run that was interrupted and goes on equals one that was not, bit for bit (I4).
class ResumeTest {

  @Test
  void goesOnBitForBit(@TempDir Path folder) throws IOException {
    prepare(folder);
    Path whole = folder.resolve("whole");
    Path cut = folder.resolve("cut");
    assertThat(tune(folder, whole, false, Integer.MAX_VALUE)).isEqualTo(Training.End.DONE);
    assertThat(tune(folder, cut, false, 5)).isEqualTo(Training.End.INTERRUPTED);
    assertThat(tune(folder, cut, true, 3)).isEqualTo(Training.End.INTERRUPTED);
    assertThat(tune(folder, cut, true, Integer.MAX_VALUE)).isEqualTo(Training.End.DONE);
    assertThat(metrics(cut)).isEqualTo(metrics(whole));
    Path adapter = Path.of("adapter", "adapter_model.safetensors");
    assertThat(cut.resolve(adapter)).hasSameBinaryContentAs(whole.resolve(adapter));
  }

  /// Killed before its first checkpoint, with more or less of its log written.
  @Test
  void startsAfreshWithoutACheckpoint(@TempDir Path folder) throws IOException {
    prepare(folder);
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    assertThat(tune(folder, whole, false, Integer.MAX_VALUE)).isEqualTo(Training.End.DONE);
    assertThat(tune(folder, killed, false, 2)).isEqualTo(Training.End.INTERRUPTED);
    AtomicFiles.deleteTree(killed.resolve("checkpoints"));
    Files.delete(killed.resolve("lineage.jsonl"));
    assertThat(tune(folder, killed, true, Integer.MAX_VALUE)).isEqualTo(Training.End.DONE);
    assertThat(metrics(killed)).isEqualTo(metrics(whole));
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
        method: {kind: lora, r: 4, alpha: 8, dropout: 0.1}
        training: {max_steps: 12, batch_size: 5, learning_rate: 0.01, checkpoint_every: 4,
          validate_every: 3}
        """
            .formatted(Golden.family("llama")));
  }

  private static Training.End tune(Path folder, Path out, boolean resume, int steps)
      throws IOException {
    AtomicInteger left = new AtomicInteger(steps);
    RunListener counting =
        event -> {
          if (event instanceof RunEvent.StepDone) {
            left.decrementAndGet();
          }
        };
    Recipe recipe = Recipe.read(folder.resolve("recipe.yaml"), List.of());
    return new FineTune(recipe, folder, counting, () -> left.get() <= 0).run(out, resume).end();
  }

  static List<String> metrics(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(line ->
            line.replaceAll(
                ",\"[a-z_]*(time|seconds|tokens_per_second|memory)[a-z_]*\":[^,}]*", ""))
        .toList();
  }
}
