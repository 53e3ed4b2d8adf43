package luthier.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import luthier.InvalidInputException;
import luthier.metric.Forgetting;
import luthier.recipe.Recipe;
import luthier.run.FineTune;
import luthier.run.Machine;
import luthier.run.Results;
import luthier.run.RunVerdict;
import luthier.runlog.RunDirectory;
import luthier.runlog.RunFiles;
import luthier.training.Training;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "tune",
    description = {
      "Fine-tunes a model by a recipe.",
      "Reads the data, trains, evaluates on held-out examples, exports and writes a report into a"
          + " run directory."
    },
    footer = {
      "",
      "The built-in example, shortened; then the same, interrupted and gone on with:",
      "  luthier tune examples/support/recipe.yaml --set training.max_steps=20 --out runs/try",
      "  luthier tune examples/support/recipe.yaml --set training.max_steps=20 --out runs/try"
          + " --resume",
      "Then open runs/try/report.html."
    })
final class TuneCommand implements Callable<Integer> {

  private static final int FAILED = 5;

  @Parameters(paramLabel = "RECIPE", description = "The recipe, a YAML file.")
  private @Nullable Path recipeFile;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "Overrides a key of the recipe, e.g. --set training.epochs=1.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run directory; by default runs/<name>-<time>.")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      description = "Goes on from the newest good checkpoint of --out; afresh where there is none.")
  private boolean resume;

  @Option(
      names = "--profile",
      paramLabel = "N",
      description = {
        "Writes where the time of N steps went, after the first two: profile.json for Perfetto,",
        "and a table."
      })
  private int profiledSteps;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Path file = Arguments.given(recipeFile);
    PrintWriter stdout = Arguments.given(spec).commandLine().getOut();
    if (resume && out == null) {
      throw new InvalidInputException(
          "--resume needs --out, the directory of the run to go on with");
    }
    if (profiledSteps < 0) {
      throw new InvalidInputException(
          "--profile: found " + profiledSteps + ", expected a number of steps, at least 1");
    }
    Recipe recipe = Recipe.read(file, overrides);
    Path directory =
        out != null
            ? out
            : RunDirectory.defaultPath(
                Path.of("runs"), recipe.name(), Instant.now(), ZoneId.systemDefault());
    try (Interruption interruption = new Interruption()) {
      ProgressBar bar = new ProgressBar(System.err, isTerminal());
      Path home = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of(""));
      FineTune.Outcome outcome =
          new FineTune(recipe, home, bar, interruption::requested, Machine.detect(), profiledSteps)
              .run(directory, resume);
      bar.end();
      printProfile(stdout, new RunFiles(directory).profileTable());
      if (outcome.end() == Training.End.INTERRUPTED) {
        System.err.println(
            "Interrupted; the checkpoint is good. Go on with: luthier tune "
                + file
                + " --out "
                + directory
                + " --resume");
        return 130;
      }
      outcome
          .results()
          .ifPresent(found -> {
            Summary.print(stdout, directory, recipe.task(), found);
            found
                .findings()
                .map(findings -> new RunVerdict(findings, RunVerdict.required(recipe)))
                .ifPresent(RunVerdict::require);
          });
      boolean forgot =
          outcome.results().flatMap(Results::forgetting).filter(Forgetting::exceeded).isPresent();
      if (forgot) {
        System.err.println(
            "The model forgot more than evaluation.max_forgetting allows; the run is complete in "
                + directory
                + ", but do not use its result unseen.");
      }
      return forgot ? FAILED : 0;
    }
  }

  /// A console alone does not tell: since JDK 22 there may be one where the output is a file.
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private void printProfile(PrintWriter stdout, Path table) throws IOException {
    if (profiledSteps > 0 && Files.exists(table)) {
      stdout.println(Files.readString(table));
    } else if (profiledSteps > 0) {
      System.err.println("--profile: no step was made, so there is no profile.");
    }
  }
}
