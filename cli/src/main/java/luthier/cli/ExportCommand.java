package luthier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import luthier.recipe.Dtype;
import luthier.run.Export;
import luthier.runlog.Certificate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description = {
      "Writes the result of a finished run into a directory of its own.",
      "Reads it back, compares it with the live model, and puts the numbers beside it"
          + " (certificate.json)."
    },
    footer = {
      "",
      "A whole model that other tools load as it is, in Hugging Face layout:",
      "  luthier export runs/support-20260304-050607 --as merged --out support-model",
      "Only what was learned, in PEFT layout:",
      "  luthier export runs/support-20260304-050607 --as adapter --out support-adapter"
    })
final class ExportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "The directory of a finished run.")
  private @Nullable Path run;

  @Option(
      names = "--as",
      required = true,
      paramLabel = "merged|adapter|gguf",
      description =
          "merged: the whole model, the adapter added to its base; adapter: the adapter alone.")
  private @Nullable String form;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where to; must not exist.")
  private @Nullable Path out;

  @Option(
      names = "--dtype",
      paramLabel = "float32|bfloat16",
      description = "How the weights of a merged model are stored; by default as the run computed.")
  private @Nullable String dtype;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Export.Form as = Choices.form(Arguments.given(form));
    Optional<Dtype> stored = Optional.ofNullable(dtype).map(Choices::dtype);
    Path target = Arguments.given(out);
    Certificate certificate = new Export(Arguments.given(run), as, stored, target).write();
    PrintWriter stdout = Arguments.given(spec).commandLine().getOut();
    Summary.certificate(stdout, certificate);
    stdout.println("Result:       " + target + " (" + certificate.dtype() + ")");
    stdout.println("Talk to it:   ./luthier chat " + target);
    stdout.flush();
    return 0;
  }
}
