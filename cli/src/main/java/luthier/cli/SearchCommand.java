package luthier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import luthier.InvalidInputException;
import luthier.recipe.Recipe;
import luthier.runlog.RunDirectory;
import luthier.search.Outcome;
import luthier.search.Plan;
import luthier.search.Study;
import luthier.search.TuneTrial;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "search",
    description = {
      "Looks for better settings of a recipe.",
      "Trains by the recipe again and again with values from its section 'search', chooses by the"
          + " validation set, and trains the winner once more, measured on the test set."
    },
    footer = {
      "",
      "Twelve trials of the example of tickets; then the same, interrupted and gone on with:",
      "  luthier search examples/tickets/search.yaml --trials 12 --out runs/study",
      "  luthier search examples/tickets/search.yaml --trials 12 --out runs/study --resume",
      "Then open runs/study/study.html."
    })
final class SearchCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RECIPE", description = "A recipe with a section 'search'.")
  private @Nullable Path recipeFile;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "Overrides a key of the recipe, e.g. --set search.sampler=random.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The study's directory; by default runs/<name>-search-<time>.")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      description = "Goes on with the study in --out; afresh where there is none.")
  private boolean resume;

  @Option(names = "--trials", paramLabel = "N", description = "The same as --set search.trials=N.")
  private @Nullable String trials;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "The same as --set search.minutes=M.")
  private @Nullable String minutes;

  @Option(
      names = "--workers",
      paramLabel = "W",
      description = "The same as --set search.parallel=W.")
  private @Nullable String workers;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path file = Arguments.given(recipeFile);
    if (resume && out == null) {
      throw new InvalidInputException(
          "--resume needs --out, the directory of the study to go on with");
    }
    List<String> all = new ArrayList<>(overrides);
    override(all, "search.trials", trials);
    override(all, "search.minutes", minutes);
    override(all, "search.parallel", workers);
    Path directory = out != null ? out : defaultPath(Recipe.read(file, all).name());
    try (Interruption interruption = new Interruption()) {
      Outcome outcome =
          Study.run(
              new Plan(
                  file,
                  all,
                  directory,
                  resume,
                  metric -> new TuneTrial(ThisCommand.words(), metric),
                  System.err::println,
                  interruption::requested));
      if (outcome.interrupted()) {
        System.err.println(
            "Interrupted; what was finished is kept. Go on with: luthier search "
                + file
                + " --out "
                + directory
                + " --resume");
        return 130;
      }
      PrintWriter stdout = Arguments.given(spec).commandLine().getOut();
      stdout.print(outcome.table());
      stdout.println("Page: " + directory.resolve("study.html"));
      stdout.flush();
      return 0;
    }
  }

  private static void override(List<String> all, String key, @Nullable String value) {
    if (value != null) {
      all.add(key + "=" + value);
    }
  }

  private static Path defaultPath(String name) {
    return RunDirectory.defaultPath(
        Path.of("runs"), name + "-search", Instant.now(), ZoneId.systemDefault());
  }
}
