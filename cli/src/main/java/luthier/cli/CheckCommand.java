package luthier.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import luthier.recipe.Recipe;
import luthier.run.FineTune;
import luthier.runlog.RunListener;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description = {
      "Shows what tune would do, and changes nothing.",
      "Reads recipe, model and data as tune does before its first step, and shows what was found"
          + " and what Luthier decides."
    },
    footer = {
      "",
      "What a recipe would do, before it costs anything:",
      "  luthier check examples/support/recipe.yaml --set training.epochs=1"
    })
final class CheckCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RECIPE", description = "The recipe, a YAML file.")
  private @Nullable Path recipeFile;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "Overrides a key of the recipe, e.g. --set training.epochs=1.")
  private List<String> overrides = new ArrayList<>();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Path file = Arguments.given(recipeFile);
    Recipe recipe = Recipe.read(file, overrides);
    Path home = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of(""));
    String text = new FineTune(recipe, home, RunListener.silent(), () -> false).check();
    Arguments.given(spec).commandLine().getOut().println(text);
    return 0;
  }
}
