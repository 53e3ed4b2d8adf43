package luthier.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import luthier.runlog.RunEvent;
import luthier.runlog.RunListener;

/// Shows a run while it happens: a bar on a terminal, plain lines elsewhere.
final class ProgressBar implements RunListener {

  private static final int WIDTH = 24;
  private static final int METRICS = 2;

  private final PrintStream out;
  private final boolean terminal;
  private long totalSteps;
  private long firstStep;
  private long startNanos;
  private double smoothedLoss = Double.NaN;
  private double fastest = Double.MAX_VALUE;
  private double slowest;
  private boolean barShown;
  private List<String> verdicts = List.of();

  ProgressBar(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void on(RunEvent event) {
    switch (event) {
      case RunEvent.TrainingStarted(int first, int total) -> {
        firstStep = first;
        totalSteps = total;
        startNanos = System.nanoTime();
      }
      case RunEvent.StepDone step -> step(step);
      case RunEvent.Evaluated e ->
          line(
              String.format(
                  Locale.ROOT,
                  "step %d: validation loss %.4f%s",
                  e.step(),
                  e.lossNatsPerToken(),
                  metrics(e.scores())));
      case RunEvent.CurveJudged judged -> judged(judged);
      case RunEvent.CheckpointSaved _, RunEvent.SampleGenerated _, RunEvent.Finished _ -> {}
      case RunEvent.Failed _, RunEvent.StageDone _, RunEvent.Interrupted _ -> {}
      case RunEvent.Decision d -> line("  " + d.text());
      case RunEvent.StageStarted _, RunEvent.Note _, RunEvent.Warning _, RunEvent.Resumed _ ->
          line(event.text());
      case RunEvent.MemoryPeak _ -> line(event.text());
    }
  }

  /// A verdict is told when it is another one than before.
  private void judged(RunEvent.CurveJudged judged) {
    if (!judged.verdicts().equals(verdicts)) {
      line("  " + judged.text());
      verdicts = judged.verdicts();
    }
  }

  /// The first of the further numbers, which are those that people ask for first.
  private static String metrics(Map<String, Double> metrics) {
    return metrics.entrySet().stream()
        .limit(METRICS)
        .map(metric ->
            String.format(
                Locale.ROOT, ", %s %.4f", metric.getKey().replace('_', ' '), metric.getValue()))
        .collect(Collectors.joining());
  }

  private void step(RunEvent.StepDone step) {
    double loss = step.lossNatsPerToken();
    smoothedLoss = Double.isNaN(smoothedLoss) ? loss : 0.9 * smoothedLoss + 0.1 * loss;
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double each = seconds / Math.max(1, step.step() - firstStep + 1);
    fastest = Math.min(fastest, each);
    slowest = Math.max(slowest * 0.9, each);
    long left = totalSteps - step.step();
    String text =
        String.format(
            Locale.ROOT,
            "step %d/%d  loss %.4f  %.0f tokens/s  %s left",
            step.step(),
            totalSteps,
            smoothedLoss,
            step.tokensPerSecond(),
            range(left * Math.min(each, fastest), left * Math.max(each, slowest)));
    if (terminal) {
      int done = (int) (WIDTH * step.step() / Math.max(1, totalSteps));
      out.print("\r[" + "=".repeat(done) + " ".repeat(WIDTH - done) + "] " + text + "\u001b[K");
      out.flush();
      barShown = true;
    } else if (step.step() == firstStep
        || step.step() == totalSteps
        || step.step() % Math.max(1, totalSteps / 20) == 0) {
      out.println(text);
    }
  }

  private static String range(double low, double high) {
    String from = duration(low);
    String to = duration(high);
    return from.equals(to) ? from : from + "–" + to;
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60);
  }

  private void line(String text) {
    if (barShown) {
      out.print("\r\u001b[K");
      barShown = false;
    }
    out.println(text);
  }

  /// Leaves the bar's line.
  void end() {
    if (barShown) {
      out.println();
      barShown = false;
    }
  }
}
