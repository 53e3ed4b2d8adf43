package luthier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import luthier.recipe.Columns;
import luthier.run.Predict;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "predict",
    description = {
      "Predicts labels, numbers or passages for the texts of a file.",
      "One JSON line for each row, in their order: {\"label\":…,\"probabilities\":{…}},"
          + " {\"labels\":[…],…}, {\"value\":…} or {\"spans\":[…]}."
    },
    footer = {
      "",
      "  luthier predict runs/tickets --input new.jsonl",
      "  luthier predict runs/tickets --input new.csv --output labels.csv --keep-input"
    })
final class PredictCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "MODEL",
      description = "A model directory, a run directory or an adapter directory.")
  private @Nullable String model;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "The texts: JSON lines, a JSON list, or CSV.")
  private @Nullable Path input;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write; CSV where the name ends in .csv. Default: JSON to stdout.")
  private @Nullable Path output;

  @Option(names = "--resume", description = "Goes on with an output that was interrupted.")
  private boolean resume;

  @Option(
      names = "--keep-input",
      description = "Passes the fields that the model does not read through, under \"input\".")
  private boolean keepInput;

  @Option(names = "--text", paramLabel = "FIELD", description = "The field of the text.")
  private @Nullable String text;

  @Option(
      names = "--text-pair",
      paramLabel = "FIELD",
      description = "The field of the second text of a pair.")
  private @Nullable String textPair;

  @Option(
      names = "--dtype",
      paramLabel = "float32|bfloat16",
      defaultValue = "float32",
      description = "What to compute with; default ${DEFAULT-VALUE}.")
  private String dtype = "float32";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Arguments.given(spec).commandLine().getOut();
    PrintWriter err = Arguments.given(spec).commandLine().getErr();
    Columns columns =
        new Columns(
            Optional.ofNullable(text),
            Optional.ofNullable(textPair),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of());
    new Predict(Arguments.given(model), columns, Choices.dtype(dtype), keepInput)
        .run(Arguments.given(input), Optional.ofNullable(output), resume, out, err::println);
    out.flush();
    err.flush();
    return 0;
  }
}
