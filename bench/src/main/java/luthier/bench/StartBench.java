package luthier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import luthier.TrainingFailedException;
import luthier.runlog.AtomicFiles;
import luthier.runlog.EventsFile;
import luthier.runlog.RunEvent;

/// Seconds from the command to what it was given for, after the build, through the launcher.
///
/// @param home of the repository
/// @param runs of each command
record StartBench(Path home, int runs) {

  private static final int POLL_MILLIS = 20;
  private static final long LIMIT_SECONDS = 600;
  private static final String RECIPE = "examples/support/recipe.yaml";

  static final List<String> COLUMNS =
      List.of(
          "`--help`, s",
          "`check` of the example, s",
          "`tune` to the end of its first step, s",
          "of which base model's evaluation, s",
          "runs",
          "CPU used by others",
          "versions",
          "date");

  /// @param toFirstStep seconds until the first step is in the run's log
  /// @param evaluation seconds between the last decision and the first step
  private record Tune(double toFirstStep, double evaluation) {}

  /// @return the cells of a row of the results
  List<String> row(String versions, String date) throws IOException {
    seconds(List.of("--help")); // builds where needed, and makes the archive of classes
    Usage before = Usage.now();
    List<Double> help = new ArrayList<>();
    List<Double> check = new ArrayList<>();
    List<Tune> tunes = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      help.add(seconds(List.of("--help")));
      check.add(seconds(List.of("check", RECIPE)));
      tunes.add(tune());
    }
    Usage used = Usage.now().since(before);
    return List.of(
        Spread.of(help).text(2),
        Spread.of(check).text(2),
        Spread.of(tunes.stream().map(Tune::toFirstStep).toList()).text(2),
        Spread.of(tunes.stream().map(Tune::evaluation).toList()).text(2),
        String.valueOf(runs),
        // the commands are processes of their own and count among the others
        Spread.of(List.of(used.others(Runtime.getRuntime().availableProcessors()))).text(2)
            + ", these runs included",
        versions,
        date);
  }

  private double seconds(List<String> arguments) throws IOException {
    long start = System.nanoTime();
    Process process = start(arguments);
    await(() -> !process.isAlive(), process);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new TrainingFailedException(
          "luthier " + String.join(" ", arguments) + ": exit code " + process.exitValue());
    }
    return seconds;
  }

  private Tune tune() throws IOException {
    Path folder = Files.createTempDirectory("luthier-bench");
    Path run = folder.resolve("run");
    Path metrics = run.resolve("metrics.jsonl");
    try {
      long start = System.nanoTime();
      Process process = start(List.of("tune", RECIPE, "--out", run.toString()));
      try {
        await(() -> metrics.toFile().length() > 0 || !process.isAlive(), process);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (!Files.exists(metrics)) {
          throw new TrainingFailedException("luthier tune: ended before its first step");
        }
        return new Tune(seconds, evaluation(run.resolve("events.jsonl")));
      } finally {
        process.destroy();
        process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingFailedException("interrupted", e);
    } finally {
      AtomicFiles.deleteTree(folder);
    }
  }

  /// Between the last decision and the start of the training nothing happens but the evaluation.
  private static double evaluation(Path events) throws IOException {
    Instant decided = Instant.MAX;
    Instant started = Instant.MIN;
    for (EventsFile.TimedEvent event : EventsFile.read(events)) {
      if (event.event() instanceof RunEvent.Decision) {
        decided = event.time();
      } else if (event.event() instanceof RunEvent.TrainingStarted) {
        started = event.time();
      }
    }
    return Duration.between(decided, started).toMillis() / 1e3;
  }

  private Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("luthier").toString());
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(home.toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void await(BooleanSupplier done, Process process) {
    long end = System.nanoTime() + LIMIT_SECONDS * 1_000_000_000L;
    try {
      while (!done.getAsBoolean()) {
        if (System.nanoTime() > end) {
          process.destroy();
          throw new TrainingFailedException("luthier: nothing after " + LIMIT_SECONDS + " seconds");
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new TrainingFailedException("interrupted", e);
    }
  }
}
