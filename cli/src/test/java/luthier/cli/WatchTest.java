package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Following a real run by its files.
class WatchTest {

  @TempDir Path folder = Path.of("");
  private Path run = Path.of("");

  @BeforeEach
  void tune() throws IOException {
    TinyBase.write(folder.resolve("base"));
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      rows.append("{\"prompt\":\"fox %d\",\"completion\":\" dog\"}\n".formatted(i));
    }
    Files.writeString(folder.resolve("rows.jsonl"), rows);
    Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        name: foxes
        task: completion
        base: ./base
        data: {train: rows.jsonl, validation: 0.2}
        training: {max_steps: 30, batch_size: 4, learning_rate: 1e-2, dtype: float32, validate_every: 10}
        evaluation: {samples: 0}
        threads: 1
        """);
    run = folder.resolve("run");
    Shell.Result result =
        Shell.run("tune", folder.resolve("recipe.yaml").toString(), "--out", run.toString());
    assertThat(result.code()).as(result.err()).isZero();
  }

  @Test
  void aFinishedRunIsShownWhole() {
    Shell.Result once = Shell.run("watch", run.toString(), "--once");
    assertThat(once.code()).as(once.err()).isZero();
    assertThat(once.out())
        .startsWith("foxes  ·  finished  ·  step 30/30")
        .contains("Loss: █ training, smoothed  ● validation", "│", "●", "step 30")
        .contains("Step 30: validation loss", "The validation loss");
    assertThat(once.out().lines()).allMatch(line -> line.length() <= 120);
  }

  @Test
  void withoutATerminalItIsALineForEachThing() {
    Shell.Result lines = Shell.run("watch", run.toString());
    assertThat(lines.code()).as(lines.err()).isZero();
    assertThat(lines.out().lines())
        .anyMatch(line -> line.startsWith("Step 10: validation loss "))
        .anyMatch(line -> line.startsWith("Step 30: validation loss "))
        .noneMatch(line -> line.contains("\u001b"));
    assertThat(lines.out().stripTrailing().lines().toList().getLast()).startsWith("Finished, in ");
  }

  /// The last line of both files is torn, and the run goes on while it is followed.
  @Test
  void aRunIsFollowedToItsEnd() throws Exception {
    Path events = run.resolve("events.jsonl");
    List<String> all = Files.readAllLines(events);
    int half = all.size() / 2;
    String torn = all.get(half).substring(0, 20);
    Files.writeString(events, String.join("\n", all.subList(0, half)) + "\n" + torn);
    Files.writeString(run.resolve("metrics.jsonl"), "{\"type\":\"st", StandardOpenOption.APPEND);

    CompletableFuture<Shell.Result> watching =
        CompletableFuture.supplyAsync(() -> Shell.run("watch", run.toString()));
    Thread.sleep(1500);
    assertThat(watching).isNotDone();
    Files.writeString(
        events,
        all.get(half).substring(20)
            + "\n"
            + String.join("\n", all.subList(half + 1, all.size()))
            + "\n",
        StandardOpenOption.APPEND);

    Shell.Result result = watching.get(30, TimeUnit.SECONDS);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().stripTrailing().lines().toList().getLast()).startsWith("Finished, in ");
    assertThat(result.out().lines().filter(line -> line.startsWith("Step 10: validation loss ")))
        .hasSize(1);
  }

  /// What a model writes is shown, not obeyed.
  @Test
  void aTerminalIsNotGivenWhatItObeys() throws IOException {
    Files.writeString(
        run.resolve("events.jsonl"),
        "{\"time\":\"2026-03-04T05:06:07Z\",\"type\":\"sample_generated\",\"text\":\"\",\"step\":30,\"prompt\":\"fox\",\"answer\":\"a\\u001b[2Jb\"}\n",
        StandardOpenOption.APPEND);
    String out = Shell.run("watch", run.toString(), "--once").out();
    assertThat(out).contains("Step 30, asked: fox", "a [2Jb").doesNotContain("\u001b");
  }

  @Test
  void whatIsNoRunIsRefused() {
    Shell.run("watch", folder.resolve("nothing").toString())
        .refused(2, "there is no such directory");
    Shell.run("watch", folder.toString()).refused(2, "is not a run directory");
  }
}
