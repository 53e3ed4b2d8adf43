package luthier.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import luthier.InvalidInputException;
import luthier.LuthierException;

/// The benchmarks' command line; `bench/run` starts it as the launcher starts `luthier`.
final class Main {

  private static final String USAGE =
      """
      bench/run [compare] [CELL]… [--pairs N] [--warmup N] [--steps N] [--python PYTHON] [--dry]
                    product and peer in turns, a row of bench/RESULTS.md for each cell
      bench/run train CELL [--warmup N] [--steps N] [--profile]
                    one run of ours, as a JSON line
      bench/run generate [--tokens N] [--dry]
      bench/run start [--runs N] [--dry]
      A cell is SHAPE/METHOD/DTYPE[/LOAD]: 25m 135m pocket / lora full / bf16 fp32 / even mixture short.
      Without a cell: the eight of 25m, 135m. --dry prints the rows and leaves the file as it is.
      """;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    try {
      List<String> words = new ArrayList<>(Arrays.asList(args));
      String command =
          !words.isEmpty() && List.of("compare", "train", "generate", "start").contains(words.getFirst())
              ? words.removeFirst()
              : "compare";
      Options options = Options.parse(words);
      if (options.help()) {
        System.out.print(USAGE);
        return 0;
      }
      Path home = Path.of(System.getProperty("luthier.home", ".")).toAbsolutePath();
      BenchBase bases = new BenchBase(home.resolve("bench/target/bases"));
      switch (command) {
        case "train" -> train(options, bases);
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

  private static void train(Options options, BenchBase bases) throws IOException {
    if (options.cells().size() != 1) {
      throw new InvalidInputException("train: expected one cell, found " + options.cells());
    }
    TrainingBench bench =
        new TrainingBench(
            options.cells().getFirst(),
            options.number("--warmup", 2),
            options.number("--steps", 3),
            options.flag("--profile"),
            bases);
    System.out.println(bench.run());
  }
}
