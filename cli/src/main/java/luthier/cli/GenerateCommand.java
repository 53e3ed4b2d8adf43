package luthier.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import luthier.generation.Sampling;
import luthier.run.Talk;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "generate",
    description = "Answers one prompt through the chat template, or writes on from it with --raw.",
    footer = {
      "",
      "  luthier generate runs/try --prompt \"Where is my parcel?\"",
      "  luthier generate pocket --raw --prompt \"Once upon a time\" --max-tokens 40"
    })
final class GenerateCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "MODEL",
      description = "A model directory, a run directory, an adapter directory or a base's name.")
  private @Nullable String model;

  @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "The prompt.")
  private @Nullable String prompt;

  @Option(names = "--system", paramLabel = "TEXT", description = "The system prompt.")
  private @Nullable String system;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Longest answer; default ${DEFAULT-VALUE}.")
  private int maxTokens;

  @Option(names = "--raw", description = "The prompt is not put through the chat template.")
  private boolean raw;

  @Mixin private SamplingOptions options = new SamplingOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Arguments.given(spec).commandLine().getOut();
    Sampling sampling = options.of(0);
    try (Talk talk = Talk.open(Arguments.given(model))) {
      if (raw) {
        talk.write(Arguments.given(prompt), maxTokens, sampling, out::print);
      } else {
        if (system != null) {
          talk.tell("system", system);
        }
        talk.say("user", Arguments.given(prompt), maxTokens, sampling, out::print);
      }
    }
    out.println();
    out.flush();
    return 0;
  }
}
