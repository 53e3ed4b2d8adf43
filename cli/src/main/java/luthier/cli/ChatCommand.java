package luthier.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import luthier.run.Talk;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "chat",
    description =
        "Talks to a model, with the template of its training. /new starts over, /end ends.",
    footer = {
      "",
      "  luthier chat pocket",
      "  luthier chat runs/try --system \"You are the help desk of a shop.\""
    })
final class ChatCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "MODEL",
      description = "A model directory, a run directory, an adapter directory or a base's name.")
  private @Nullable String model;

  @Option(names = "--system", paramLabel = "TEXT", description = "The system prompt.")
  private @Nullable String system;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "Longest answer; default ${DEFAULT-VALUE}.")
  private int maxTokens;

  @Mixin private SamplingOptions sampling = new SamplingOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Arguments.given(spec).commandLine().getOut();
    try (Talk talk = Talk.open(Arguments.given(model));
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      begin(talk);
      long turn = 0;
      while (true) {
        System.err.print("> ");
        System.err.flush();
        String line = in.readLine();
        if (line == null || line.strip().equals("/end")) {
          return 0;
        }
        if (line.strip().equals("/new")) {
          talk.forget();
          begin(talk);
        } else if (!line.isBlank()) {
          talk.say("user", line, maxTokens, sampling.of(turn++), text -> print(out, text));
          out.println();
          out.flush();
        }
      }
    }
  }

  private void begin(Talk talk) {
    if (system != null) {
      talk.tell("system", system);
    }
  }

  private static void print(PrintWriter out, String text) {
    out.print(text);
    out.flush();
  }
}
