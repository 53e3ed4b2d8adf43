package luthier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import luthier.InvalidInputException;
import luthier.run.RenderFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "render",
    description = {
      "Shows what a model sees of conversations, and what is supervised.",
      "For each line {\"messages\":[…]} of a file {\"text\":\"…\",\"supervised\":[[start,end],…]},"
          + " offsets in Unicode code points."
    },
    footer = {
      "",
      "  echo '{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}' > messages.jsonl",
      "  luthier render pocket --messages messages.jsonl"
    })
final class RenderCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "MODEL|TEMPLATE.jinja",
      description = "A model, a run, a base's name, or a template file.")
  private @Nullable String model;

  @Option(
      names = "--messages",
      required = true,
      paramLabel = "FILE.jsonl",
      description = "The conversations.")
  private @Nullable Path messages;

  @Option(
      names = "--now",
      paramLabel = "2026-03-04T05:06:07",
      description = "The time that templates see; by default the present.")
  private @Nullable String now;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Arguments.given(spec).commandLine().getOut();
    new RenderFile(Arguments.given(model), clock()).run(Arguments.given(messages), out::println);
    out.flush();
    return 0;
  }

  private Clock clock() {
    if (now == null) {
      return Clock.systemDefaultZone();
    }
    try {
      return Clock.fixed(LocalDateTime.parse(now).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new InvalidInputException(
          "--now: found '" + now + "', expected a time such as 2026-03-04T05:06:07", e);
    }
  }
}
