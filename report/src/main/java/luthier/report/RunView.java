package luthier.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import luthier.curve.CurveRules;
import luthier.curve.CurveSettings;
import luthier.curve.CurveVerdict;
import luthier.runlog.EventsFile;
import luthier.runlog.RunEvent;

/// A run as a terminal shows it, from the files of its directory as far as they have come.
public final class RunView {

  private static final int HEIGHT = 10;
  private static final int SAMPLE_LINES = 3;

  private final RunRecord run;

  private RunView(RunRecord run) {
    this.run = run;
  }

  /// Reads the files; a half-written last line is left out.
  ///
  /// @throws luthier.InvalidInputException when it is no run directory or a file in it is damaged
  public static RunView read(Path root) throws IOException {
    return new RunView(RunRecord.read(root));
  }

  /// Whether the run has said that it ended, in whatever way.
  public boolean ended() {
    return run.status() != RunRecord.Status.RUNNING;
  }

  /// How many events there are.
  public int events() {
    return run.events().size();
  }

  /// The whole picture: how it stands, its curves, the verdict, the newest samples.
  ///
  /// @param width of the terminal in columns
  public List<String> screen(int width) {
    List<String> lines = new ArrayList<>();
    lines.add(head());
    lines.add("");
    Series training = CurvesSection.trainingLoss(run.metrics());
    Series validation = CurvesSection.validationLoss(run.metrics(), "Validation", "validation");
    List<String> chart =
        new BlockChart(width, HEIGHT).lines(training.smoothed("Training", "train"), validation);
    if (!chart.isEmpty()) {
      lines.add(
          "Loss: █ training, smoothed" + (validation.points().isEmpty() ? "" : "  ● validation"));
      lines.addAll(chart);
      lines.add("");
    }
    run.metrics().evaluations().stream()
        .reduce((first, second) -> second)
        .map(RunView::numbers)
        .ifPresent(lines::add);
    for (CurveVerdict verdict : CurveRules.judge(run.metrics(), CurveSettings.of(run.settings()))) {
      lines.addAll(wrapped(verdict.text(), width));
    }
    lines.addAll(samples(width));
    run.error().ifPresent(error -> lines.addAll(wrapped("Failed: " + error, width)));
    return lines.stream().map(RunView::plain).toList();
  }

  /// What happened since, a line each, for a place that is no terminal.
  ///
  /// @param known how many events were told already
  public List<String> since(int known) {
    List<String> lines = new ArrayList<>();
    List<EventsFile.TimedEvent> all = run.events();
    for (int i = Math.min(known, all.size()); i < all.size(); i++) {
      line(all.get(i).event(), i).ifPresent(text -> lines.add(plain(text)));
    }
    return lines;
  }

  private Optional<String> line(RunEvent event, int place) {
    return switch (event) {
      case RunEvent.Evaluated evaluated -> Optional.of(numbers(evaluated));
      case RunEvent.CurveJudged judged ->
          judged.verdicts().equals(verdictsBefore(place))
              ? Optional.empty()
              : Optional.of("Step " + judged.step() + ": " + judged.text());
      case RunEvent.SampleGenerated(int step, String prompt, String answer) ->
          Optional.of("Step " + step + ": " + prompt + " → " + answer);
      case RunEvent.CheckpointSaved _, RunEvent.StepDone _ -> Optional.empty();
      default -> Optional.of(event.text());
    };
  }

  private List<String> verdictsBefore(int place) {
    for (int i = place - 1; i >= 0; i--) {
      if (run.events().get(i).event() instanceof RunEvent.CurveJudged judged) {
        return judged.verdicts();
      }
    }
    return List.of();
  }

  private static String numbers(RunEvent.Evaluated evaluated) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Step %d: validation loss %.4f",
            evaluated.step(),
            evaluated.lossNatsPerToken()));
    evaluated
        .scores()
        .forEach((name, value) ->
            text.append(String.format(Locale.ROOT, ", %s %.4f", name.replace('_', ' '), value)));
    return text.toString();
  }

  private String head() {
    List<String> parts = new ArrayList<>(List.of(run.name(), run.status().words()));
    int total = totalSteps();
    if (!run.metrics().steps().isEmpty()) {
      RunEvent.StepDone last = run.metrics().steps().getLast();
      parts.add("step " + last.step() + (total > 0 ? "/" + total : ""));
      parts.add(String.format(Locale.ROOT, "epoch %.2f", last.epoch()));
      parts.add(String.format(Locale.ROOT, "%.0f tokens/s", run.medianTokensPerSecond()));
      if (!ended()) {
        parts.add(
            last.step() >= total
                ? "evaluation and export"
                : TimeLeft.of(run.metrics(), total).map(TimeLeft::words).orElse("warming up"));
      }
    }
    run.seconds().ifPresent(seconds -> parts.add("in " + Numbers.duration(seconds)));
    return String.join("  ·  ", parts);
  }

  private int totalSteps() {
    return run.events().stream()
        .map(EventsFile.TimedEvent::event)
        .filter(RunEvent.TrainingStarted.class::isInstance)
        .mapToInt(event -> ((RunEvent.TrainingStarted) event).totalSteps())
        .reduce(0, (first, second) -> second);
  }

  /// Those of the newest step that has some.
  private List<String> samples(int width) {
    List<RunEvent.SampleGenerated> newest = LiveSamples.newest(run);
    List<String> lines = new ArrayList<>();
    for (RunEvent.SampleGenerated sample : newest) {
      lines.add("");
      lines.add("Step " + sample.step() + ", asked: " + sample.prompt());
      wrapped(sample.answer(), width).stream().limit(SAMPLE_LINES).forEach(lines::add);
    }
    return lines.stream()
        .map(line -> line.length() > width ? line.substring(0, width - 1) + "…" : line)
        .toList();
  }

  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : plain(text).split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /// Texts of the data and of the model may hold what a terminal obeys.
  private static String plain(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
