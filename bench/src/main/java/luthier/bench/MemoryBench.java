package luthier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import luthier.recipe.Recipe;
import luthier.run.FineTune;
import luthier.runlog.AtomicFiles;
import luthier.runlog.Preflight;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How much memory and time whole runs need, with validation, export and certificate, and what was
/// predicted before their first step. Each run has a process of its own.
///
/// @param steps of each run
record MemoryBench(int steps, int threads, BenchBase bases) {

  static final List<String> COLUMNS =
      List.of(
          "run",
          "predicted, GB",
          "measured, GB",
          "error",
          "predicted",
          "time, predicted",
          "time, s",
          "threads",
          "steps",
          "versions",
          "date");

  private static final String CHECKPOINTING = "--checkpointing";

  /// One run.
  record Case(Cell cell, boolean checkpointing) {
    @Override
    public String toString() {
      return checkpointing ? cell + " with checkpointing" : cell.toString();
    }
  }

  /// The twelve of the table.
  static List<Case> main() {
    List<Case> all = new ArrayList<>();
    for (Cell cell : Cell.main()) {
      all.add(new Case(cell, false));
    }
    for (String cell : List.of("25m/lora/bf16", "135m/lora/bf16", "135m/full/bf16")) {
      all.add(new Case(Cell.parse(cell), true));
    }
    all.add(new Case(Cell.parse("pocket/lora/bf16/short"), false));
    return all;
  }

  /// @return the cells of a row of the results
  List<String> row(Case one, String versions, String date) throws IOException {
    bases.of(one.cell().shape()); // made here, where its memory does not count
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("memory-of", one.cell().toString()));
    arguments.addAll(List.of("--steps", "" + steps, "--threads", "" + threads));
    if (one.checkpointing()) {
      arguments.add(CHECKPOINTING);
    }
    ObjectNode report = Child.ours(arguments);
    double predicted = report.path("predicted_memory_bytes").asDouble() / (1L << 30);
    double measured = report.path("measured_memory_bytes").asDouble() / (1L << 30);
    return List.of(
        one.toString(),
        String.format(Locale.ROOT, "%.2f", predicted),
        String.format(Locale.ROOT, "%.2f", measured),
        String.format(Locale.ROOT, "%+.0f %%", 100 * (predicted / measured - 1)),
        report.path("memory").asString(),
        report.path("time").asString(),
        String.format(Locale.ROOT, "%.0f", report.path("seconds").asDouble()),
        String.valueOf(threads),
        String.valueOf(steps),
        versions,
        date);
  }

  /// One run in this process.
  ObjectNode run(Case one) throws IOException {
    Path folder = Files.createTempDirectory("luthier-bench");
    ObjectNode report = JsonMapper.shared().createObjectNode();
    try {
      long start = System.nanoTime();
      Recipe recipe =
          new BenchRecipe(one.cell(), threads, one.checkpointing())
              .write(folder, bases.of(one.cell().shape()), steps, true);
      Path run = folder.resolve("run");
      new FineTune(recipe, folder, event -> note(event, report), () -> false).run(run, false);
      report.put("seconds", (System.nanoTime() - start) / 1e9);
      for (Preflight.Estimate each : Preflight.read(new RunFiles(run).preflight()).estimates()) {
        report.put(each.name(), each.value());
      }
      return report;
    } finally {
      AtomicFiles.deleteTree(folder);
    }
  }

  private static void note(RunEvent event, ObjectNode report) {
    if (event instanceof RunEvent.MemoryPeak(long predicted, long measured)) {
      report.put("predicted_memory_bytes", predicted);
      report.put("measured_memory_bytes", measured);
    }
  }
}
