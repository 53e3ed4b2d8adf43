package luthier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import luthier.recipe.Dtype;
import luthier.run.ScoreFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "score",
    description = {
      "Prints the log-probabilities of given tokens.",
      "For each line {\"input_ids\":[…]} of a file the natural log-probability of each token given"
          + " those before it: {\"logprobs\":[null,…]}."
    },
    footer = {
      "",
      "  echo '{\"input_ids\":[5,17,9]}' > ids.jsonl",
      "  luthier score pocket --ids ids.jsonl"
    })
final class ScoreCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "MODEL",
      description = "A model directory, a run directory, an adapter directory or a base's name.")
  private @Nullable String model;

  @Option(names = "--ids", required = true, paramLabel = "FILE.jsonl", description = "The tokens.")
  private @Nullable Path ids;

  @Option(
      names = "--logits",
      paramLabel = "OUT.safetensors",
      description = "Writes the logits as tensors logits.0, logits.1 … [tokens, vocabulary].")
  private @Nullable Path logits;

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
    Dtype type = Choices.dtype(dtype);
    new ScoreFile(Arguments.given(model), type)
        .run(Arguments.given(ids), Optional.ofNullable(logits), out::println);
    out.flush();
    return 0;
  }
}
