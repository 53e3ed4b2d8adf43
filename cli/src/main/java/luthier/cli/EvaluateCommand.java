package luthier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import luthier.InvalidInputException;
import luthier.recipe.Columns;
import luthier.run.Evaluate;
import luthier.run.ScoreSheet;
import luthier.runlog.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "evaluate",
    description = {
      "Measures a model by tasks or on data, with 95 % intervals.",
      "--tasks asks a language model what small task files hold: bundled ones by name, \"all\" of"
          + " them, or files of your own (docs/language-tasks.md). --data measures any model on"
          + " rows with answers or labels, as a run does on its test set."
    },
    footer = {
      "",
      "  luthier evaluate pocket --tasks all",
      "  luthier evaluate runs/support --tasks grammar_de,mine.yaml --json",
      "  luthier evaluate runs/tickets --data test.jsonl --metrics accuracy,macro_f1"
    })
final class EvaluateCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "MODEL",
      description = "A model directory, a run directory, an adapter directory or a base's name.")
  private @Nullable String model;

  @Option(
      names = "--tasks",
      split = ",",
      paramLabel = "TASK",
      description = "Names of tasks, task files, or all; parted by commas.")
  private List<String> tasks = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Examples with answers or labels: JSON lines, a JSON list, CSV or text.")
  private @Nullable Path data;

  @Option(
      names = "--metrics",
      split = ",",
      paramLabel = "METRIC",
      description = "Only these metrics, parted by commas; default: all that fit.")
  private List<String> metrics = new ArrayList<>();

  @Option(names = "--text", paramLabel = "FIELD", description = "The field of the text in --data.")
  private @Nullable String text;

  @Option(
      names = "--text-pair",
      paramLabel = "FIELD",
      description = "The field of the second text of a pair in --data.")
  private @Nullable String textPair;

  @Option(
      names = "--label",
      paramLabel = "FIELD",
      description = "The field of the label, the labels, the number or the passages in --data.")
  private @Nullable String label;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes the scores there as JSON, with what the model made of each item.")
  private @Nullable Path file;

  @Option(names = "--json", description = "Prints one line of JSON instead of the table.")
  private boolean json;

  @Option(
      names = "--dtype",
      paramLabel = "float32|bfloat16",
      defaultValue = "float32",
      description = "What to compute with; default ${DEFAULT-VALUE}.")
  private String dtype = "float32";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Arguments.given(spec).commandLine().getOut();
    PrintWriter err = Arguments.given(spec).commandLine().getErr();
    if (tasks.isEmpty() && data == null) {
      throw new InvalidInputException("expected --tasks or --data: what to measure the model by");
    }
    if (file != null) {
      requirePlace(file);
    }
    Evaluate evaluate = new Evaluate(Arguments.given(model), Choices.dtype(dtype), metrics);
    List<ScoreSheet.Part> parts = new ArrayList<>();
    if (!tasks.isEmpty()) {
      parts.addAll(evaluate.byTasks(tasks, name -> err.println("luthier: " + name + " …")));
    }
    if (data != null) {
      parts.add(evaluate.onData(data, columns(), line -> err.println("luthier: " + line)));
    }
    ScoreSheet sheet = evaluate.sheet(parts);
    if (file != null) {
      Json.write(file, sheet.json(true));
    }
    if (json) {
      out.println(Json.line(sheet.json(false)));
    } else {
      out.print(sheet.table());
    }
    out.flush();
    return 0;
  }

  private Columns columns() {
    Optional<String> named = Optional.ofNullable(label);
    return new Columns(
        Optional.ofNullable(text),
        Optional.ofNullable(textPair),
        named,
        named,
        Optional.empty(),
        named.map(List::of).orElse(List.of()),
        named,
        List.of());
  }

  private static void requirePlace(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "--out: found '" + file + "', expected a file in a folder that exists");
    }
  }
}
