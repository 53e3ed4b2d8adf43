package luthier.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import luthier.InvalidInputException;
import luthier.report.RunView;
import luthier.runlog.RunFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "watch",
    description = {
      "Follows a run: its curves, what they say, the time left, the newest answers.",
      "Reads files only, so it can be started and stopped at any time, and looks at finished runs"
          + " too. Without a terminal it prints a line for each thing that happens."
    },
    footer = {
      "",
      "In one terminal the run, in another what it does:",
      "  luthier tune recipe.yaml --out runs/a",
      "  luthier watch runs/a"
    })
final class WatchCommand implements Callable<Integer> {

  private static final int DEFAULT_WIDTH = 80;
  private static final long LEAST_PAUSE_MILLIS = 500;
  // reading takes at most a tenth of the time
  private static final int PAUSE_PER_READING = 9;

  @Parameters(paramLabel = "RUN", description = "The run directory.")
  private @Nullable Path run;

  @Option(names = "--once", description = "Shows how the run stands now, and ends.")
  private boolean once;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path directory = Arguments.given(run);
    PrintWriter out = Arguments.given(spec).commandLine().getOut();
    RunView view = RunView.read(directory);
    if (once) {
      print(out, view.screen(width()));
      return 0;
    }
    Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    int told = 0;
    while (true) {
      told = show(out, view, terminal, told);
      if (view.ended()) {
        return 0;
      }
      view = next(directory);
    }
  }

  /// @return how many events have been told
  private static int show(PrintWriter out, RunView view, boolean terminal, int told) {
    if (terminal) {
      // home, the lines with their ends cleared, and what was below them
      out.print("\u001b[H\u001b[2J");
      print(out, view.screen(width()));
    } else {
      print(out, view.since(told));
    }
    return view.events();
  }

  /// Waits until something changed.
  private static RunView next(Path directory) throws IOException, InterruptedException {
    String before = stamp(directory);
    Thread.sleep(LEAST_PAUSE_MILLIS);
    while (stamp(directory).equals(before)) {
      Thread.sleep(LEAST_PAUSE_MILLIS);
    }
    long start = System.nanoTime();
    RunView view = read(directory);
    Thread.sleep((System.nanoTime() - start) / 1_000_000 * PAUSE_PER_READING);
    return view;
  }

  /// A run that is being resumed cuts its files back: what was read then may be no line.
  private static RunView read(Path directory) throws IOException, InterruptedException {
    try {
      return RunView.read(directory);
    } catch (InvalidInputException e) {
      Thread.sleep(LEAST_PAUSE_MILLIS);
      return RunView.read(directory);
    }
  }

  private static String stamp(Path directory) throws IOException {
    RunFiles files = new RunFiles(directory);
    StringBuilder stamp = new StringBuilder();
    for (Path file : List.of(files.metrics(), files.events())) {
      stamp
          .append(
              Files.exists(file) ? Files.size(file) + "@" + Files.getLastModifiedTime(file) : "-")
          .append(' ');
    }
    return stamp.toString();
  }

  private static void print(PrintWriter out, List<String> lines) {
    lines.forEach(out::println);
    out.flush();
  }

  /// What the shell says of the terminal; Java does not know.
  private static int width() {
    return Optional.ofNullable(System.getenv("COLUMNS"))
        .filter(text -> text.matches("[0-9]{1,4}"))
        .map(Integer::parseInt)
        .filter(columns -> columns >= 40)
        .orElse(DEFAULT_WIDTH);
  }
}
