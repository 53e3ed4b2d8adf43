package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that fills up during a run, played by the operating system's limit on the size of a file,
/// which needs no special rights.
class FullDiskTest {

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void base() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash for ulimit");
    TinyBase.write(folder.resolve("base"));
    TinyBase.recipe(folder, "threads: 1\n");
  }

  /// @param kilobytes the most that a file may hold
  private Shell.Result tune(int kilobytes, Path run, String... more)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/bin/bash", "-c", "ulimit -f " + kilobytes + "; exec \"$0\" \"$@\""));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(
        List.of("tune", folder.resolve("recipe.yaml").toString(), "--out", run.toString()));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Shell.Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static List<String> metrics(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl"), StandardCharsets.UTF_8).stream()
        .map(line ->
            line.replaceAll(
                ",\"[a-z_]*(time|seconds|tokens_per_second|memory)[a-z_]*\":[^,}]*", ""))
        .toList();
  }

  @Test
  void aRunGoesOnBitForBitWhenThereIsRoomAgain() throws IOException, InterruptedException {
    String recipe = folder.resolve("recipe.yaml").toString();
    Path whole = folder.resolve("whole");
    Path full = folder.resolve("full");
    String[] steps = {
      "--set", "training.max_steps=60",
      "--set", "training.checkpoint_every=10",
      "--set", "method={r: 1, target_modules: q_proj}"
    };
    List<String> all = new ArrayList<>(List.of("tune", recipe, "--out", whole.toString()));
    all.addAll(List.of(steps));
    assertThat(Shell.run(all.toArray(String[]::new)).code()).isZero();
    Shell.Result result = tune(8, full, steps);
    assertThat(result.code()).as(result.err()).isEqualTo(4);
    assertThat(result.err())
        .contains("luthier: " + full)
        .contains("cannot be written", "make room on the disk", "--resume")
        .doesNotContain("\tat ", "Exception");
    try (Stream<Path> checkpoints = Files.list(full.resolve("checkpoints"))) {
      assertThat(checkpoints.map(path -> path.getFileName().toString()))
          .isNotEmpty()
          .allMatch(name -> name.matches("step-0000[1-5]0"));
    }
    assertThat(full.resolve("adapter")).doesNotExist();
    Shell.Result resumed =
        tune(
            1 << 20,
            full,
            Stream.concat(Stream.of("--resume"), Stream.of(steps)).toArray(String[]::new));
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(metrics(full)).isEqualTo(metrics(whole));
    Path adapter = Path.of("adapter", "adapter_model.safetensors");
    assertThat(full.resolve(adapter)).hasSameBinaryContentAs(whole.resolve(adapter));
  }

  @Test
  void aCheckpointAppearsWholeOrNotAtAll() throws IOException, InterruptedException {
    String recipe = folder.resolve("recipe.yaml").toString();
    assertThat(Shell.run("tune", recipe, "--out", folder.resolve("first").toString()).code())
        .isZero();
    Path run = folder.resolve("run");
    Shell.Result result = tune(50, run);
    assertThat(result.code()).as(result.err()).isEqualTo(4);
    assertThat(result.err())
        .contains(
            "optimizer.safetensors: not enough disk space", "there is no checkpoint before it")
        .doesNotContain("\tat ", "Exception");
    assertThat(run.resolve("checkpoints")).isEmptyDirectory();
    Shell.Result resumed = tune(1 << 20, run, "--resume");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(metrics(run)).isEqualTo(metrics(folder.resolve("first")));
  }
}
