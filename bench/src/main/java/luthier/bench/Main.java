package luthier.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import luthier.InvalidInputException;
import luthier.LuthierException;

/// The benchmarks' command line; `bench/run` starts it as the launcher starts `luthier`.
final class Main {

  private static final String USAGE =
      """
      bench/run [compare] [CELL]… [--pairs N] [--warmup N] [--steps N] [--threads N] [--python PYTHON] [--checkpointing] [--dry]
                    product and peer in turns, a row of bench/RESULTS.md for each cell
      bench/run train CELL [--warmup N] [--steps N] [--threads N] [--checkpointing] [--profile]
                    one run of ours, as a JSON line
      bench/run memory [CELL]… [--steps N] [--threads N] [--checkpointing] [--dry]
                    predicted and measured peak memory and time of whole runs; without a cell: twelve
      bench/run generate [--tokens N] [--threads N] [--dry]
      bench/run start [--runs N] [--dry]
      bench/run verdicts [--dry]
                    constructed cases whose verdict is known, three seeds each; goes on where it was
                    interrupted, in bench/target/verdicts
      A cell is SHAPE/METHOD/DTYPE[/LOAD]: 25m 135m pocket / lora full / bf16 fp32 / even mixture short.
      Without a cell: the eight of 25m and 135m. On a busy machine use --threads 1 and the ratio per
      CPU-second: threads that wait for one another lose more than their share. --checkpointing lets ours compute
      activations again instead of keeping them. --dry prints the rows and leaves the file as it is.
      """;

  private static final List<String> COMMANDS =
      List.of("compare", "train", "memory", "memory-of", "generate", "start", "verdicts");

  private static final String VERSIONS = "JDK " + Runtime.version().feature() + ", libtorch 2.10.0";

  private Main() {}

  private static String today() {
    return LocalDate.now(ZoneOffset.UTC).toString();
  }

  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    try {
      List<String> words = new ArrayList<>(Arrays.asList(args));
      String command =
          !words.isEmpty() && COMMANDS.contains(words.getFirst()) ? words.removeFirst() : "compare";
      Options options = Options.parse(words);
      if (options.help()) {
        System.out.print(USAGE);
        return 0;
      }
      Path home = Path.of(System.getProperty("luthier.home", ".")).toAbsolutePath();
      BenchBase bases = new BenchBase(home.resolve("bench/target/bases"));
      ResultsFile results = new ResultsFile(home.resolve("bench/RESULTS.md"));
      switch (command) {
        case "train" -> train(options, bases);
        case "compare" -> compare(options, home, results);
        case "memory" -> memory(options, bases, results);
        case "memory-of" -> memoryOf(options, bases);
        case "generate" ->
            publish(
                options,
                results,
                "Generation",
                GenerationBench.COLUMNS,
                new GenerationBench(
                        options.number("--tokens", Shape.MAX_POSITIONS), threads(options), bases)
                    .row(VERSIONS, today()));
        case "verdicts" -> {
          VerdictBench bench = new VerdictBench(home, home.resolve("bench/target/verdicts"));
          for (List<String> row : bench.rows()) {
            publish(options, results, "Verdicts", VerdictBench.COLUMNS, row);
          }
        }
        case "start" ->
            publish(
                options,
                results,
                "Start-up",
                StartBench.COLUMNS,
                new StartBench(home, options.number("--runs", 3)).row(VERSIONS, today()));
        default -> throw new InvalidInputException(command);
      }
      return 0;
    } catch (LuthierException e) {
      System.err.println("bench: " + e.getMessage());
      return e.exitCode();
    } catch (IOException e) {
      System.err.println("bench: " + e);
      return 5;
    }
  }

  private static int threads(Options options) {
    return options.number("--threads", Runtime.getRuntime().availableProcessors());
  }

  private static void train(Options options, BenchBase bases) throws IOException {
    if (options.cells().size() != 1) {
      throw new InvalidInputException("train: expected one cell, found " + options.cells());
    }
    TrainingBench bench =
        new TrainingBench(
            options.cells().getFirst(),
            options.number("--warmup", 2),
            options.number("--steps", 3),
            threads(options),
            options.flag("--checkpointing"),
            options.flag("--profile"),
            bases);
    System.out.println(bench.run());
  }

  private static void compare(Options options, Path home, ResultsFile results) throws IOException {
    Comparison comparison =
        new Comparison(
            options.text("--python", home.resolve("bench/peer/venv/bin/python").toString()),
            home.resolve("bench/peer/train.py"),
            options.number("--pairs", 3),
            options.number("--warmup", 2),
            options.number("--steps", 3),
            threads(options),
            options.flag("--checkpointing"),
            System.err);
    for (Cell cell : options.cells().isEmpty() ? Cell.main() : options.cells()) {
      List<String> row = comparison.row(cell, VERSIONS, today());
      publish(options, results, "Training", Comparison.COLUMNS, row);
    }
  }

  private static void memory(Options options, BenchBase bases, ResultsFile results)
      throws IOException {
    MemoryBench bench = memoryBench(options, bases);
    List<MemoryBench.Case> cases =
        options.cells().isEmpty()
            ? MemoryBench.main()
            : options.cells().stream()
                .map(cell -> new MemoryBench.Case(cell, options.flag("--checkpointing")))
                .toList();
    for (MemoryBench.Case each : cases) {
      List<String> row = bench.row(each, VERSIONS, today());
      publish(options, results, "Memory", MemoryBench.COLUMNS, row);
    }
  }

  private static void memoryOf(Options options, BenchBase bases) throws IOException {
    if (options.cells().size() != 1) {
      throw new InvalidInputException("memory-of: expected one cell, found " + options.cells());
    }
    MemoryBench.Case one =
        new MemoryBench.Case(options.cells().getFirst(), options.flag("--checkpointing"));
    System.out.println(memoryBench(options, bases).run(one));
  }

  private static MemoryBench memoryBench(Options options, BenchBase bases) {
    return new MemoryBench(options.number("--steps", 4), threads(options), bases);
  }

  private static void publish(
      Options options, ResultsFile results, String what, List<String> columns, List<String> row)
      throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      System.out.println(columns.get(i) + ": " + row.get(i));
    }
    if (!options.flag("--dry")) {
      results.add(what + ": " + MachineFacts.read(), columns, row);
    }
  }
}
