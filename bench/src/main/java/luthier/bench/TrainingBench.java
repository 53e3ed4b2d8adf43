package luthier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import luthier.recipe.Recipe;
import luthier.run.FineTune;
import luthier.runlog.AtomicFiles;
import luthier.runlog.RunEvent;
import luthier.runlog.RunListener;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One measured training: `tune` on a recipe, listened to.
///
/// @param warmup steps before the measured ones
/// @param threads that the run may use
/// @param profiled whether the report lists the operations
record TrainingBench(
    Cell cell, int warmup, int steps, int threads, boolean profiled, BenchBase bases) {

  private static final int LISTED = 1000;
  private static final JsonMapper JSON = JsonMapper.shared();

  /// @return the figures, by their names
  ObjectNode run() throws IOException {
    Path folder = Files.createTempDirectory("luthier-bench");
    try {
      return measure(folder);
    } finally {
      AtomicFiles.deleteTree(folder);
    }
  }

  private ObjectNode measure(Path folder) throws IOException {
    Files.writeString(folder.resolve("examples.jsonl"), examples());
    Recipe recipe =
        Recipe.parse("bench", text(bases.of(cell.shape())), folder.toAbsolutePath(), List.of());
    try (StackSampler sampler = new StackSampler(Thread.currentThread())) {
      Listener listener = new Listener(sampler);
      new FineTune(recipe, folder, listener, listener::done).run(folder.resolve("run"), false);
      return report(listener, sampler);
    }
  }

  /// As many examples as a step has, every token supervised.
  private String examples() {
    SplittableRandom random = new SplittableRandom(0);
    StringBuilder lines = new StringBuilder();
    for (int length : cell.load().lengths()) {
      ObjectNode row = JSON.createObjectNode();
      ArrayNode ids = row.putArray("input_ids");
      ArrayNode labels = row.putArray("labels");
      for (int t = 0; t < length; t++) {
        int id = random.nextInt(cell.shape().vocabulary);
        ids.add(id);
        labels.add(id);
      }
      lines.append(row).append('\n');
    }
    return lines.toString();
  }

  /// What is not said here is what `tune` chooses. One step more than measured: the run is
  /// interrupted before the export, which is not the matter here.
  private String text(Path base) {
    String method =
        cell.lora()
            ? "{kind: lora, r: " + Cell.RANK + ", alpha: " + Cell.ALPHA + "}"
            : "{kind: full}";
    return """
    name: bench
    task: text
    base: %s
    data: {train: examples.jsonl, format: tokens, validation: none}
    method: %s
    training:
      max_steps: %d
      batch_size: %d
      max_length: %d
      shuffle: false
      learning_rate: 1e-4
      schedule: constant
      max_grad_norm: none
      dtype: %s
      checkpoint_every: 1000000
    threads: %d
    """
        .formatted(
            base.toAbsolutePath(),
            method,
            warmup + steps + 1,
            cell.load().examples,
            cell.load().longest,
            cell.bfloat16() ? "bfloat16" : "float32",
            threads);
  }

  private ObjectNode report(Listener heard, StackSampler sampler) {
    int cores = Runtime.getRuntime().availableProcessors();
    Usage used = heard.end.since(heard.start);
    double tokens = (double) cell.load().tokens() * steps;
    double perStep = used.wall() / steps;
    ObjectNode report = JSON.createObjectNode();
    report.put("stack", "luthier");
    report.put("cell", cell.toString());
    report.put("threads", threads);
    report.put("real_tokens_per_step", cell.load().tokens());
    ArrayNode seconds = report.putArray("s_per_step");
    heard.seconds.forEach(seconds::add);
    report.put("tokens_per_s", tokens / used.wall());
    report.put("tokens_per_cpu_s", tokens / used.own());
    report.put("cpu_s_per_step", used.own() / steps);
    report.put("peak_rss_GB", heard.peakMemory / (double) (1L << 30));
    report.put("others_cpu_share", used.others(cores));
    report.put("loss", heard.loss);
    ObjectNode phases = report.putObject("phase_s_per_step");
    sampler.phases().forEach((phase, share) -> phases.put(phase.name(), share * perStep));
    double best = new Ceiling(threads).matmul(cell.bfloat16());
    report.put("gemm_gflops_best", best / 1e9);
    double flops = StepFlops.of(cell);
    report.put("gemm_share", flops / perStep / best);
    report.put("gemm_share_of_cpu_time", flops / (used.own() / steps) / (best / threads));
    if (profiled) {
      ObjectNode operations = report.putObject("operation_share");
      sampler.operations().entrySet().stream()
          .limit(LISTED)
          .forEach(entry -> operations.put(entry.getKey(), entry.getValue()));
    }
    return report;
  }

  /// Notes the time of each step.
  private final class Listener implements RunListener {
    private final StackSampler sampler;
    private final List<Double> seconds = new ArrayList<>();
    private Usage start = Usage.now();
    private Usage end = start;
    private Usage before = start;
    private long peakMemory;
    private double loss;

    Listener(StackSampler sampler) {
      this.sampler = sampler;
    }

    boolean done() {
      return seconds.size() == steps;
    }

    @Override
    public void on(RunEvent event) {
      if (!(event instanceof RunEvent.StepDone step)) {
        return;
      }
      Usage now = Usage.now();
      if (step.step() == warmup) {
        start = now;
        sampler.start();
      } else if (step.step() > warmup) {
        seconds.add(now.wall() - before.wall());
        loss = step.lossNatsPerToken();
      }
      if (done()) {
        sampler.stop();
        end = now;
        peakMemory = Usage.peakMemory();
      }
      before = now;
    }
  }
}
