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
      "Predicts labels, numbers or passages for the texts of a file; with a language model, answers"
          + " its prompts.",
      "One JSON line for each row, in their order: {\"label\":…,\"probabilities\":{…}},"
          + " {\"labels\":[…],…}, {\"value\":…}, {\"spans\":[…]} or {\"text\":…}."
    },
    footer = {
      "",
      "  luthier predict runs/tickets --input new.jsonl",
      "  luthier predict runs/tickets --input new.csv --output labels.csv --keep-input",
      "  luthier predict runs/support --input questions.jsonl --max-tokens 60"
    })
final class PredictCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "MODEL",
      description = "A model directory, a run directory, an adapter directory or a base's name.")
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
      description =
          "What to compute with; default float32 for labels and numbers, for texts what is the"
              + " fastest here.")
  private @Nullable String dtype;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Longest answer of a language model; default ${DEFAULT-VALUE}.")
  private int maxTokens;

  @Option(names = "--raw", description = "Prompts are not put through the chat template.")
  private boolean raw;

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
    new Predict(
            Arguments.given(model),
            columns,
            new Predict.Writing(maxTokens, raw),
            Optional.ofNullable(dtype).map(Choices::dtype),
            keepInput)
        .run(Arguments.given(input), Optional.ofNullable(output), resume, out, err::println);
    out.flush();
    err.flush();
    return 0;
  }
}
