package luthier.cli;

import java.io.PrintStream;
import java.util.Locale;
import luthier.runlog.RunEvent;
import luthier.runlog.RunListener;

/// Shows a run while it happens: a bar on a terminal, plain lines elsewhere.
final class ProgressBar implements RunListener {

  private static final int WIDTH = 24;

  private final PrintStream out;
  private final boolean terminal;
  private long totalSteps;
  private long firstStep;
  private long startNanos;
  private double smoothedLoss = Double.NaN;
  private double fastest = Double.MAX_VALUE;
  private double slowest;
  private boolean barShown;

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
                  Locale.ROOT, "step %d: validation loss %.4f", e.step(), e.lossNatsPerToken()));
      case RunEvent.CheckpointSaved _, RunEvent.SampleGenerated _, RunEvent.Finished _ -> {}
      case RunEvent.Failed _, RunEvent.StageDone _, RunEvent.Interrupted _ -> {}
      case RunEvent.Decision d -> line("  " + d.text());
      case RunEvent.StageStarted _, RunEvent.Note _, RunEvent.Warning _, RunEvent.Resumed _ ->
          line(event.text());
      case RunEvent.MemoryPeak _ -> line(event.text());
    }
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
