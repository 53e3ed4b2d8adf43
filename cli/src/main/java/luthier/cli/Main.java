package luthier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Locale;
import luthier.LuthierException;
import luthier.runlog.DiskTrouble;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/// `luthier`, the command.
@Command(
    name = "luthier",
    version = "luthier 0.1.0",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    description = "Fine-tunes language models, and proves that the result is what it claims to be.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Start with:  luthier check RECIPE   what a run would do, without doing it",
      "             luthier tune RECIPE    the whole process",
      "             luthier COMMAND --help what a command takes, with an example",
      "Exit codes: 0 done, 2 recipe, data or usage at fault, 3 unsupported,",
      "4 not enough memory or disk, 5 the run failed, 130 interrupted (resume it)."
    },
    subcommands = {
      TuneCommand.class,
      WatchCommand.class,
      CheckCommand.class,
      ChatCommand.class,
      GenerateCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      ScoreCommand.class,
      RenderCommand.class,
      ExportCommand.class,
      VerdictCommand.class,
      CompareCommand.class,
      SearchCommand.class,
    })
final class Main {

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean debug;

  private Main() {}

  /// Runs a command and ends the process with its exit code.
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return run(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        args);
  }

  /// @return the exit code
  static int run(PrintWriter out, PrintWriter err, String... args) {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    commandLine.setOut(out);
    commandLine.setErr(err);
    commandLine.setExecutionExceptionHandler(
        (error, failed, _) -> main.report(error, failed.getErr()));
    commandLine.setParameterExceptionHandler(Main::usage);
    try {
      return commandLine.execute(args);
    } catch (OutOfMemoryError e) {
      commandLine
          .getErr()
          .println(
              "luthier: out of memory: "
                  + e.getMessage()
                  + "; give it more with LUTHIER_HEAP=4g, or lower training.micro_batch_size");
      return 4;
    }
  }

  private static int usage(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    boolean root = command.getParent() == null;
    if (root && error instanceof UnmatchedArgumentException unmatched) {
      err.println(
          "luthier: unknown command '"
              + unmatched.getUnmatched().getFirst()
              + "', expected one of "
              + String.join(", ", command.getSubcommands().keySet()));
    } else {
      err.println("luthier: " + error.getMessage());
    }
    err.println("See luthier " + (root ? "" : command.getCommandName() + " ") + "--help.");
    return 2;
  }

  private int report(Exception error, PrintWriter err) {
    if (debug) {
      error.printStackTrace(err);
    }
    if (error instanceof LuthierException known) {
      err.println("luthier: " + known.getMessage());
      return known.exitCode();
    }
    if (error instanceof IOException io) {
      String file = io instanceof FileSystemException f ? f.getFile() + ": " : "";
      err.println("luthier: " + file + "cannot be read or written: " + DiskTrouble.reason(io));
      return 4;
    }
    if (String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT).contains("memory")) {
      err.println("luthier: out of memory: " + firstLine(error));
      return 4;
    }
    err.println(
        "luthier: unexpected error: " + error.getClass().getName() + ": " + firstLine(error));
    err.println("Run it again with --debug for where it happened.");
    return 5;
  }

  private static String firstLine(Exception error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
  }
}
