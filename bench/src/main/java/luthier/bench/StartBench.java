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
import java.util.function.ToDoubleFunction;
import luthier.TrainingFailedException;
import luthier.runlog.AtomicFiles;
import luthier.runlog.EventsFile;
import luthier.runlog.RunEvent;

/// Seconds from the command to what it was given for, after the build, through the launcher: on the
/// clock, and of the processor, which holds on a busy machine too.
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
          "CPU-s",
          "`check` of the example, s",
          "CPU-s",
          "`tune` to the end of its first step, s",
          "CPU-s",
          "of which loading the model, s",
          "runs",
          "CPU used by others",
          "versions",
          "date");

  /// @param wall seconds on the clock
  /// @param cpu seconds of the processor
  private record Time(double wall, double cpu) {}

  /// @param toFirstStep until the first step is in the run's log
  /// @param loading seconds between the last decision and the start of the training
  private record Tune(Time toFirstStep, double loading) {}

  /// @return the cells of a row of the results
  List<String> row(String versions, String date) throws IOException {
    time(List.of("--help")); // builds where needed, and makes the archive of classes
    Usage before = Usage.now();
    List<Time> help = new ArrayList<>();
    List<Time> check = new ArrayList<>();
    List<Tune> tunes = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      help.add(time(List.of("--help")));
      check.add(time(List.of("check", RECIPE)));
      tunes.add(tune());
    }
    Usage used = Usage.now().since(before);
    return List.of(
        text(help, Time::wall),
        text(help, Time::cpu),
        text(check, Time::wall),
        text(check, Time::cpu),
        text(tunes, tune -> tune.toFirstStep().wall()),
        text(tunes, tune -> tune.toFirstStep().cpu()),
        text(tunes, Tune::loading),
        String.valueOf(runs),
        // the commands are processes of their own and count among the others
        Spread.of(List.of(used.others(Runtime.getRuntime().availableProcessors()))).text(2)
            + ", these runs included",
        versions,
        date);
  }

  private static <T> String text(List<T> measured, ToDoubleFunction<T> figure) {
    return Spread.of(measured.stream().map(m -> figure.applyAsDouble(m)).toList()).text(2);
  }

  private Time time(List<String> arguments) throws IOException {
    long start = System.nanoTime();
    Process process = start(arguments);
    Time time = await(start, () -> !process.isAlive(), process);
    if (process.exitValue() != 0) {
      throw new TrainingFailedException(
          "luthier " + String.join(" ", arguments) + ": exit code " + process.exitValue());
    }
    return time;
  }

  private Tune tune() throws IOException {
    Path folder = Files.createTempDirectory("luthier-bench");
    Path run = folder.resolve("run");
    Path metrics = run.resolve("metrics.jsonl");
    try {
      long start = System.nanoTime();
      Process process = start(List.of("tune", RECIPE, "--out", run.toString()));
      try {
        BooleanSupplier stepped = () -> metrics.toFile().length() > 0 || !process.isAlive();
        Time time = await(start, stepped, process);
        if (!Files.exists(metrics)) {
          throw new TrainingFailedException("luthier tune: ended before its first step");
        }
        return new Tune(time, loading(run.resolve("events.jsonl")));
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

  /// Between the last decision and the start of the training the model is loaded.
  private static double loading(Path events) throws IOException {
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

  /// The processor time is the last that was seen of the process, and so short of it by what it
  /// used since.
  private static Time await(long start, BooleanSupplier done, Process process) {
    long end = start + LIMIT_SECONDS * 1_000_000_000L;
    double cpu = 0;
    try {
      while (!done.getAsBoolean()) {
        if (System.nanoTime() > end) {
          process.destroy();
          throw new TrainingFailedException("luthier: nothing after " + LIMIT_SECONDS + " seconds");
        }
        Thread.sleep(POLL_MILLIS);
        cpu = process.info().totalCpuDuration().map(d -> d.toMillis() / 1e3).orElse(cpu);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new TrainingFailedException("interrupted", e);
    }
    return new Time((System.nanoTime() - start) / 1e9, cpu);
  }
}
