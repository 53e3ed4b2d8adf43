package luthier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import luthier.report.VerdictText;
import luthier.run.RunVerdict;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "verdict",
    description = {
      "Says whether a tuned model is worth using, and why.",
      "The base model, the base shown a few examples, and the tuned model on the same held-out"
          + " examples, as tune measured them at its end. With evaluation.require in the recipe,"
          + " another verdict ends with exit code 5."
    },
    footer = {
      "",
      "  luthier tune examples/tickets/recipe.yaml --out runs/tickets",
      "  luthier verdict runs/tickets"
    })
final class VerdictCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "Directory of a finished run.")
  private @Nullable Path run;

  @Option(names = "--json", description = "Prints one line of JSON instead.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    RunVerdict verdict = RunVerdict.read(Arguments.given(run));
    PrintWriter out = Arguments.given(spec).commandLine().getOut();
    if (json) {
      out.println(VerdictText.json(verdict.findings()));
    } else {
      out.print(VerdictText.of(verdict.findings()));
    }
    out.flush();
    verdict.require();
    return 0;
  }
}
