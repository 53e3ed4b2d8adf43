package luthier.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// `luthier tune` as a process of its own, started as the launcher starts it.
record TuneProcess(Process process, Path said) {

  /// @param jvm further arguments of the virtual machine
  static TuneProcess start(Path recipe, Path out, boolean resume, String... jvm)
      throws IOException {
    List<String> command = new ArrayList<>(defaultSignals());
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-Dluthier.home=" + System.getProperty("luthier.home", ".."),
            "--enable-native-access=ALL-UNNAMED",
            "--add-modules",
            "jdk.incubator.vector"));
    command.addAll(List.of(jvm));
    command.addAll(List.of("-cp", classPath(), "luthier.cli.Main"));
    command.addAll(List.of("tune", recipe.toString(), "--out", out.toString()));
    if (resume) {
      command.add("--resume");
    }
    Path said = Files.createTempFile(recipe.getParent(), "said", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    builder.redirectErrorStream(true).redirectOutput(said.toFile());
    return new TuneProcess(builder.start(), said);
  }

  /// A build that runs in the background ignores Ctrl-C, and so would its children.
  private static List<String> defaultSignals() {
    return System.getProperty("os.name", "").equals("Linux")
        ? List.of("env", "--default-signal=INT")
        : List.of();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /// Waits until something is seen, looking every millisecond.
  ///
  /// @return false when the process ended before
  boolean sees(BooleanSupplier condition) throws InterruptedException {
    while (process.isAlive()) {
      if (condition.getAsBoolean()) {
        return true;
      }
      Thread.sleep(1);
    }
    return false;
  }

  /// `kill -9`.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Ctrl-C.
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start().waitFor();
  }

  /// @return the exit code
  int end() throws InterruptedException, IOException {
    if (!process.waitFor(30, TimeUnit.MINUTES)) {
      kill();
      throw new IOException("did not end; it said:\n" + output());
    }
    return process.exitValue();
  }

  String output() throws IOException {
    return Files.readString(said);
  }

  /// Complete lines of a file that grows; 0 where there is none.
  static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
