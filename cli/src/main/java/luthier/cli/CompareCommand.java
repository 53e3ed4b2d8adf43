package luthier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import luthier.InvalidInputException;
import luthier.report.Comparison;
import luthier.runlog.AtomicFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "compare",
    description = {
      "Shows finished runs side by side.",
      "What came out, and the settings that differ; with --out also as one self-contained page with"
          + " the curves laid over each other."
    },
    footer = {
      "",
      "Two learning rates on the same data:",
      "  luthier tune recipe.yaml --out runs/a",
      "  luthier tune recipe.yaml --out runs/b --set training.learning_rate=1e-3",
      "  luthier compare runs/a runs/b --out compare.html"
    })
final class CompareCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "Directories of finished runs, at least two.")
  private List<Path> runs = new ArrayList<>();

  @Option(names = "--out", paramLabel = "PAGE.html", description = "Writes the page there, too.")
  private @Nullable Path page;

  @Option(names = "--json", description = "Prints one line of JSON instead of the table.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Comparison comparison = Comparison.of(runs);
    PrintWriter out = Arguments.given(spec).commandLine().getOut();
    if (page != null) {
      write(page, comparison.html());
    }
    if (json) {
      out.println(comparison.json());
    } else {
      out.print(comparison.table());
      if (page != null) {
        out.println();
        out.println("Page: " + page);
      }
    }
    out.flush();
    return 0;
  }

  private static void write(Path page, String html) throws IOException {
    Path folder = page.toAbsolutePath().getParent();
    if (Files.isDirectory(page) || folder == null || !Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "--out: found '" + page + "', expected a file in a folder that exists");
    }
    AtomicFiles.write(page, html);
  }
}
