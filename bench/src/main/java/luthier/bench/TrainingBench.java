package luthier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
/// @param checkpointing whether activations are computed again instead of kept
/// @param profiled whether the report lists the operations
record TrainingBench(
    Cell cell,
    int warmup,
    int steps,
    int threads,
    boolean checkpointing,
    boolean profiled,
    BenchBase bases) {

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
    // One step more than measured: the run is interrupted before the export, which is not the
    // matter here.
    Recipe recipe =
        new BenchRecipe(cell, threads, checkpointing)
            .write(folder, bases.of(cell.shape()), warmup + steps + 1, false);
    try (StackSampler sampler = new StackSampler(Thread.currentThread())) {
      Listener listener = new Listener(sampler);
      new FineTune(recipe, folder, listener, listener::done).run(folder.resolve("run"), false);
      return report(listener, sampler);
    }
  }

  private ObjectNode report(Listener heard, StackSampler sampler) {
    int cores = Runtime.getRuntime().availableProcessors();
    Usage used = heard.end.since(heard.start);
    double tokens = (double) cell.load().tokens() * steps;
    double perStep = used.wall() / steps;
    ObjectNode report = JSON.createObjectNode();
    report.put("stack", "luthier");
    report.put("cell", cell.toString());
    report.put("checkpointing", checkpointing);
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
