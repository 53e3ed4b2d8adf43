package luthier.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import luthier.report.Series.Form;
import luthier.report.Series.Point;
import luthier.runlog.Metrics;
import luthier.runlog.RunEvent;
import org.jspecify.annotations.Nullable;

/// The curves of a run.
final class CurvesSection {

  private static final int MOST_EPOCH_LINES = 12;
  private static final String MEMORY = "memory_bytes";
  private static final String MAX_GRAD_NORM = "training.max_grad_norm";

  private CurvesSection() {}

  static void write(Html html, RunRecord run) {
    Page.section(html, "curves", "Curves");
    Metrics metrics = run.metrics();
    CurveWords.write(html, run);
    html.open("div", "class", "charts");
    LineChart.Frame frame = frame(metrics);
    loss(metrics, frame.widened()).write(html);
    plain(
            "learning-rate",
            "Learning rate",
            "",
            series(metrics, "Learning rate", RunEvent.StepDone::learningRate),
            frame)
        .write(html);
    gradNorm(run, frame).write(html);
    throughput(run, frame).write(html);
    memory(run, frame).ifPresent(chart -> chart.write(html));
    for (String name : validationScores(metrics)) {
      validation(metrics, name, frame).write(html);
    }
    html.close("div").close("section");
  }

  private static LineChart loss(Metrics metrics, LineChart.Frame frame) {
    Series raw = trainingLoss(metrics);
    List<Series> all = new ArrayList<>();
    all.add(new Series(raw.name(), "train", Form.FAINT, raw.points()));
    all.add(raw.smoothed("Training, smoothed", "train"));
    Series validation = validationLoss(metrics, "Validation", "validation");
    if (!validation.points().isEmpty()) {
      all.add(validation);
    }
    Optional<LineChart.Highlight> best =
        metrics
            .bestEvaluation()
            .map(found ->
                new LineChart.Highlight(
                    new Point(found.step(), found.lossNatsPerToken()),
                    "Best, step " + Numbers.count(found.step())));
    return new LineChart(
        "loss",
        "Loss",
        "nats per supervised token",
        span(raw),
        false,
        frame,
        all,
        Optional.empty(),
        best);
  }

  private static LineChart gradNorm(RunRecord run, LineChart.Frame frame) {
    Series norm = series(run.metrics(), "Gradient norm", RunEvent.StepDone::gradNorm);
    Optional<LineChart.Mark> limit =
        number(run.settings().get(MAX_GRAD_NORM))
            .map(value -> new LineChart.Mark(value, "clipped above " + value));
    return new LineChart(
        "grad-norm",
        "Gradient norm",
        "before clipping",
        span(norm),
        true,
        frame,
        List.of(norm),
        limit,
        Optional.empty());
  }

  private static LineChart throughput(RunRecord run, LineChart.Frame frame) {
    Series speed = series(run.metrics(), "Throughput", RunEvent.StepDone::tokensPerSecond);
    double median = run.medianTokensPerSecond();
    Optional<LineChart.Mark> level =
        Double.isFinite(median) ? Optional.of(new LineChart.Mark(median, "")) : Optional.empty();
    return new LineChart(
        "throughput",
        "Throughput",
        level.isEmpty()
            ? "tokens per second"
            : "tokens per second, median " + Numbers.significant(median, 3),
        span(speed),
        true,
        frame,
        List.of(speed),
        level,
        Optional.empty());
  }

  /// Memory of the process; empty where the platform does not tell.
  private static Optional<LineChart> memory(RunRecord run, LineChart.Frame frame) {
    OptionalDouble peak = run.largest(MEMORY);
    if (peak.isEmpty()) {
      return Optional.empty();
    }
    Series used =
        series(
            run.metrics(), "Memory", step -> step.further().getOrDefault(MEMORY, Double.NaN) / 1e9);
    String unit = "GB, peak " + Numbers.bytes(peak.getAsDouble());
    return Optional.of(plain("memory", "Memory", unit, used, frame));
  }

  private static LineChart validation(Metrics metrics, String name, LineChart.Frame frame) {
    List<Point> points = new ArrayList<>();
    for (RunEvent.Evaluated evaluated : metrics.evaluations()) {
      Double value = evaluated.scores().get(name);
      if (value != null) {
        points.add(new Point(evaluated.step(), value));
      }
    }
    String title = MetricStyle.of(name).title();
    Series series = new Series(title, "validation", Form.POINTS, points);
    String of =
        switch (name) {
          case "general_loss" -> "nats per token, on a part of the general probe";
          case "keep_loss" -> "nats per token, on a part of the keep-set";
          default -> "on the validation set";
        };
    return plain("validation-" + name, title, of, series, frame);
  }

  private static LineChart plain(
      String id, String title, String unit, Series series, LineChart.Frame frame) {
    return new LineChart(
        id,
        title,
        unit,
        span(series),
        series.form() == Form.LINE,
        frame,
        List.of(series),
        Optional.empty(),
        Optional.empty());
  }

  static Series trainingLoss(Metrics metrics) {
    return series(metrics, "Training, each step", RunEvent.StepDone::lossNatsPerToken);
  }

  /// A number of each step as a line.
  static Series series(Metrics metrics, String name, ToDoubleFunction<RunEvent.StepDone> number) {
    return new Series(
        name,
        "plain",
        Form.LINE,
        metrics.steps().stream()
            .map(step -> new Point(step.step(), number.applyAsDouble(step)))
            .toList());
  }

  static Series validationLoss(Metrics metrics, String name, String colour) {
    return new Series(
        name,
        colour,
        Form.POINTS,
        metrics.evaluations().stream()
            .map(evaluated -> new Point(evaluated.step(), evaluated.lossNatsPerToken()))
            .toList());
  }

  private static Set<String> validationScores(Metrics metrics) {
    Set<String> names = new LinkedHashSet<>();
    metrics.evaluations().forEach(evaluated -> names.addAll(evaluated.scores().keySet()));
    return names;
  }

  private static LineChart.Frame frame(Metrics metrics) {
    if (metrics.steps().isEmpty()) {
      return new LineChart.Frame(false, 0, 1, List.of());
    }
    return new LineChart.Frame(
        false,
        metrics.steps().getFirst().step(),
        metrics.steps().getLast().step(),
        epochs(metrics));
  }

  /// The steps at which an epoch ended, all or evenly left out.
  static List<LineChart.Mark> epochs(Metrics metrics) {
    List<LineChart.Mark> ends = new ArrayList<>();
    int done = 0;
    for (RunEvent.StepDone step : metrics.steps()) {
      // a step that ends an epoch may fall short of the whole number by rounding
      int whole = (int) Math.floor(step.epoch() + 1e-9);
      if (whole > done) {
        ends.add(new LineChart.Mark(step.step(), "epoch " + whole));
        done = whole;
      }
    }
    int every = Math.max(1, Math.ceilDiv(ends.size(), MOST_EPOCH_LINES));
    List<LineChart.Mark> kept = new ArrayList<>();
    for (int i = every - 1; i < ends.size(); i += every) {
      kept.add(ends.get(i));
    }
    return kept;
  }

  private static String span(Series series) {
    if (series.points().isEmpty()) {
      return "Nothing was measured yet.";
    }
    Point first = series.points().getFirst();
    Point last = series.points().getLast();
    return String.format(
        Locale.ROOT,
        "From %s at step %s to %s at step %s; lowest %s, highest %s.",
        Numbers.significant(first.y(), 4),
        Numbers.count((long) first.x()),
        Numbers.significant(last.y(), 4),
        Numbers.count((long) last.x()),
        Numbers.significant(series.lowest(), 4),
        Numbers.significant(series.highest(), 4));
  }

  private static Optional<Double> number(@Nullable String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(Double.valueOf(text));
    } catch (NumberFormatException e) {
      // `none`: there is no limit
      return Optional.empty();
    }
  }
}
