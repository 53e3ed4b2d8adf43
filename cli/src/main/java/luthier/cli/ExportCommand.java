package luthier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import luthier.InvalidInputException;
import luthier.recipe.Dtype;
import luthier.recipe.Recipe;
import luthier.recipe.Task;
import luthier.report.BlendText;
import luthier.run.BlendCurve;
import luthier.run.Export;
import luthier.run.JarExport;
import luthier.runlog.Certificate;
import luthier.runlog.RunFiles;
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
      "  luthier export runs/support-20260304-050607 --as adapter --out support-adapter",
      "A step back towards the base, where the run forgot too much:",
      "  luthier export runs/support-20260304-050607 --blend-curve",
      "  luthier export runs/support-20260304-050607 --as merged --blend 0.7 --out support-model",
      "The whole model as a Maven artefact, which recipes name as base: maven:…",
      "  luthier export runs/support-20260304-050607 --as jar \\",
      "    --coordinates com.example.models:support:1.0 --out repository"
    })
final class ExportCommand implements Callable<Integer> {

  private static final String JAR = "jar";

  @Parameters(paramLabel = "RUN", description = "The directory of a finished run.")
  private @Nullable Path run;

  @Option(
      names = "--as",
      paramLabel = "merged|adapter|jar|gguf",
      description =
          "merged: the whole model, the adapter added to its base; adapter: the adapter alone; jar:"
              + " the merged model with pom and model card, in a directory laid out as a Maven"
              + " repository.")
  private @Nullable String form;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to; must not exist.")
  private @Nullable Path out;

  @Option(
      names = "--dtype",
      paramLabel = "float32|bfloat16",
      description = "How the weights of a merged model are stored; by default as the run computed.")
  private @Nullable String dtype;

  @Option(
      names = "--coordinates",
      paramLabel = "GROUP:ARTIFACT:VERSION",
      description = "The name of a jar.")
  private @Nullable String coordinates;

  @Option(
      names = "--license",
      paramLabel = "NAME",
      description = "The licence that a jar's pom tells, e.g. Apache-2.0.")
  private @Nullable String license;

  @Option(
      names = "--blend",
      paramLabel = "SHARE",
      description =
          "How much of what was learned stays, greater than 0 and at most 1: less of it forgets"
              + " less of the base.")
  private @Nullable Double blend;

  @Option(
      names = "--blend-curve",
      description =
          "Exports nothing: shows the validation loss and the general loss at 0, 0.25, 0.5, 0.75"
              + " and 1, to pick a --blend by.")
  private boolean blendCurve;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (blendCurve) {
      return curve();
    }
    if (form == null || out == null) {
      throw new InvalidInputException("export: needs --as and --out, or --blend-curve alone");
    }
    Optional<Dtype> stored = Optional.ofNullable(dtype).map(Choices::dtype);
    boolean jar = Arguments.given(form).equals(JAR);
    if (!jar && (coordinates != null || license != null)) {
      throw new InvalidInputException(
          "--coordinates and --license: belong to --as jar, found --as " + form);
    }
    if (jar && blend != null) {
      throw new InvalidInputException(
          "--blend: belongs to --as merged and --as adapter; export the blend merged, and name that"
              + " directory as a base");
    }
    Certificate certificate = jar ? jar(stored) : directory(stored);
    PrintWriter stdout = Arguments.given(spec).commandLine().getOut();
    Path target = Arguments.given(out);
    Summary.certificate(stdout, certificate);
    stdout.println("Result:       " + target + " (" + certificate.dtype() + ")");
    (jar ? Optional.of("As a base:    maven:" + coordinates) : NextStep.of(task(), target))
        .ifPresent(stdout::println);
    stdout.flush();
    return 0;
  }

  private int curve() throws IOException {
    if (form != null || out != null || blend != null) {
      throw new InvalidInputException(
          "--blend-curve: exports nothing; leave --as, --out and --blend out");
    }
    PrintWriter stdout = Arguments.given(spec).commandLine().getOut();
    Path directory = Arguments.given(run);
    stdout.print(BlendText.of(new BlendCurve(directory, BlendCurve.SHARES).measure()));
    stdout.println("Report:       " + new RunFiles(directory).report());
    stdout.flush();
    return 0;
  }

  /// What the exported model was tuned for.
  private Task task() {
    return Recipe.read(new RunFiles(Arguments.given(run)).recipe(), List.of()).task();
  }

  private Certificate directory(Optional<Dtype> stored) throws IOException {
    Export.Form as = Choices.form(Arguments.given(form));
    return new Export(
            Arguments.given(run), as, stored, Arguments.given(out), Optional.ofNullable(blend))
        .write();
  }

  private Certificate jar(Optional<Dtype> stored) throws IOException {
    if (coordinates == null) {
      throw new InvalidInputException(
          "--as jar: needs --coordinates GROUP:ARTIFACT:VERSION, such as"
              + " com.example.models:support:1.0");
    }
    return new JarExport(
            Arguments.given(run),
            stored,
            coordinates,
            Optional.ofNullable(license),
            Arguments.given(out))
        .write();
  }
}
