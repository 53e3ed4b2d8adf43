package luthier.runlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

  @TempDir Path parent;

  @Test
  void namesThePartsOfARun() {
    RunFiles files = new RunFiles(Path.of("r"));
    assertThat(files.checkpoint(400)).isEqualTo(Path.of("r/checkpoints/step-000400"));
    assertThat(files.metrics()).isEqualTo(Path.of("r/metrics.jsonl"));
  }

  @Test
  void makesANewDirectoryOrUsesAnEmptyOne() throws IOException {
    Path root = parent.resolve("a/b");
    RunDirectory.create(root).close();
    assertThat(root).isDirectory();
    Path empty = Files.createDirectory(parent.resolve("empty"));
    RunDirectory.create(empty).close();
    assertThat(new RunFiles(empty).isRun()).isTrue();
  }

  @Test
  void neverTouchesADirectoryThatHoldsSomething() throws IOException {
    Files.writeString(parent.resolve("thesis.txt"), "precious");
    assertThatThrownBy(() -> RunDirectory.create(parent).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            parent + ": exists and is not empty; choose another with --out, or empty this one");
    assertThatThrownBy(() -> RunDirectory.resume(parent).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(parent + ": is not a run directory");
    assertThat(parent).isDirectoryContaining("glob:**/thesis.txt");
    assertThat(parent.resolve(".lock")).doesNotExist();
  }

  @Test
  void sendsTheUserToResumeWhenARunIsThere() throws IOException {
    RunDirectory.create(parent).close();
    assertThatThrownBy(() -> RunDirectory.create(parent).close())
        .hasMessage(
            parent
                + ": exists and is not empty; it holds a run: go on with it with --resume, or"
                + " choose another with --out");
    RunDirectory.resume(parent).close();
  }

  @Test
  void refusesAFileInThePlaceOfTheDirectory() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "x");
    assertThatThrownBy(() -> RunDirectory.create(file).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(file + ": is a file");
    assertThatThrownBy(() -> RunDirectory.create(file.resolve("below")).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cannot be made a directory");
  }

  @Test
  void resumeCleansUpWhatACrashLeftUnfinished() throws IOException {
    RunDirectory.create(parent).close();
    Files.createDirectories(parent.resolve("adapter.tmp/inner"));
    Files.writeString(parent.resolve("manifest.json.tmp"), "{");
    Files.writeString(parent.resolve("metrics.jsonl"), "{}\n");
    RunDirectory.resume(parent).close();
    assertThat(parent.resolve("adapter.tmp")).doesNotExist();
    assertThat(parent.resolve("manifest.json.tmp")).doesNotExist();
    assertThat(parent.resolve("metrics.jsonl")).exists();
  }

  @Test
  void isLockedWithinTheProcess() throws IOException {
    try (RunDirectory held = RunDirectory.create(parent)) {
      assertThat(held.files().root()).isEqualTo(parent);
      assertThatThrownBy(() -> RunDirectory.resume(parent).close())
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              parent
                  + ": another process is running in this directory (process "
                  + ProcessHandle.current().pid()
                  + "); wait until it has ended, or choose another directory with --out");
    }
    RunDirectory.resume(parent).close();
  }

  @Test
  void isLockedAgainstOtherProcessesUntilTheyAreKilled() throws Exception {
    RunDirectory.create(parent).close();
    String java = ProcessHandle.current().info().command().orElseThrow();
    Process other =
        new ProcessBuilder(
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                parent.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("locked");
      assertThatThrownBy(() -> RunDirectory.resume(parent).close())
          .hasMessageContaining("another process is running");
    } finally {
      other.destroyForcibly().waitFor();
    }
    RunDirectory.resume(parent).close();
  }

  /// Holds the lock of a directory until it is killed.
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      Path lock = new RunFiles(Path.of(args[0])).lock();
      try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        System.out.println(held.isValid() ? "locked" : "not locked");
        System.in.read();
      }
    }
  }

  @Test
  void namesADirectoryByTime() throws IOException {
    Instant now = Instant.parse("2026-03-04T05:06:07Z");
    Path first = RunDirectory.defaultPath(parent, "support", now, ZoneOffset.UTC);
    assertThat(first).isEqualTo(parent.resolve("support-20260304-050607"));
    Files.createDirectory(first);
    assertThat(RunDirectory.defaultPath(parent, "support", now, ZoneOffset.UTC))
        .isEqualTo(parent.resolve("support-20260304-050607-2"));
  }
}
