package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Ten thousand steps, with validations and checkpoints, in memory that does not grow: `mvn -Plong
/// test`.
@Tag("long")
class MemoryTest {

  private static final int STEPS = 10_000;

  /// Where the program has seen everything once: code compiled, caches filled.
  private static final int WARM = 2_000;

  private static final int LIMIT_MEBIBYTES = 24;

  @Test
  @EnabledOnOs(OS.LINUX)
  void residentMemoryDoesNotGrow(@TempDir Path folder) throws IOException, InterruptedException {
    prepare(folder);
    Path metrics = folder.resolve("run/metrics.jsonl");
    // a heap that is all there from the start: what grows is native
    TuneProcess process =
        TuneProcess.start(
            folder.resolve("recipe.yaml"),
            folder.resolve("run"),
            false,
            "-Xms192m",
            "-Xmx192m",
            "-XX:+AlwaysPreTouch");
    TreeMap<Long, Long> mebibytes = new TreeMap<>();
    while (process.process().isAlive()) {
      long steps = TuneProcess.lines(metrics);
      long rounded = steps / 500 * 500;
      if (rounded > 0 && !mebibytes.containsKey(rounded)) {
        resident(process.process().pid(), rounded, mebibytes);
      }
      Thread.sleep(100);
    }
    assertThat(process.end()).as(process.output()).isZero();
    System.out.println("resident MiB by step: " + mebibytes);
    Map.Entry<Long, Long> warm = mebibytes.ceilingEntry((long) WARM);
    assertThat(warm).isNotNull();
    long first = warm == null ? 0 : warm.getValue();
    long last = mebibytes.lastEntry().getValue();
    Parity.record("memory", "ten_thousand_steps", "growth in MiB", last - first);
    assertThat(last - first).as("growth of %s", mebibytes).isLessThan(LIMIT_MEBIBYTES);
  }

  private static void resident(long process, long step, Map<Long, Long> mebibytes) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          mebibytes.put(step, Long.parseLong(line.replaceAll("\\D", "")) / 1024);
        }
      }
    } catch (IOException e) {
      // it ended between two looks
    }
  }

  private static void prepare(Path folder) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      rows.append("{\"input_ids\":").append(List.of(i + 3, i + 9, 2 * i + 4, 7));
      rows.setLength(rows.length() - 1);
      for (int t = 0; t < 1 + i % 25; t++) {
        rows.append(',').append((i * 37 + t * 11) % 120 + 3);
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
        training: {max_steps: %d, batch_size: 4, learning_rate: 0.0001, checkpoint_every: 1000,
          validate_every: 250}
        threads: 1
        """
            .formatted(Golden.family("llama"), STEPS));
  }
}
