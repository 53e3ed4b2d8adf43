package luthier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import luthier.report.Series.Form;
import luthier.runlog.Metrics;
import luthier.runlog.RunEvent;

/// The comparison of runs as a page.
final class ComparisonPage {

  private static final int COLOURS = 6;

  private ComparisonPage() {}

  static String html(Comparison comparison) {
    String title = "Comparison of " + comparison.runs().size() + " runs";
    return Page.html(
        title + " · Luthier",
        html -> {
          html.open("header");
          Page.brand(html);
          html.element("h1", title);
          html.element("p", String.join("  ·  ", comparison.labels()), "class", "facts");
          html.close("header").open("main");
          writeResults(html, comparison);
          writeCurves(html, comparison);
          writeSettings(html, comparison);
          html.close("main");
        });
  }

  private static void writeResults(Html html, Comparison comparison) {
    html.open("section", "id", "result", "aria-label", "Result");
    if (!comparison.notes().isEmpty()) {
      html.open("div", "class", "warnings").open("ul");
      comparison.notes().forEach(note -> html.element("li", note));
      html.close("ul").close("div");
    }
    html.open("div", "class", "compare");
    head(html, "Results (the best of a row is marked)", "Result", comparison.labels());
    for (Comparison.Result result : comparison.results()) {
      html.open("tr").element("th", result.title(), "scope", "row");
      for (int i = 0; i < result.texts().size(); i++) {
        boolean best = i == result.best();
        String text = result.texts().get(i) + (best ? " ★" : "");
        html.element("td", text, "class", best ? "best" : "");
      }
      html.close("tr");
    }
    html.close("tbody").close("table").close("div").close("section");
  }

  private static void writeCurves(Html html, Comparison comparison) {
    Page.section(html, "curves", "Curves");
    html.open("div", "class", "charts");
    chart(
            comparison,
            "train",
            "Training loss",
            "smoothed",
            true,
            metrics -> CurvesSection.trainingLoss(metrics).smoothed("", ""))
        .write(html);
    chart(
            comparison,
            "validation",
            "Validation loss",
            "nats per supervised token",
            false,
            metrics -> CurvesSection.validationLoss(metrics, "", ""))
        .write(html);
    chart(
            comparison,
            "learning-rate",
            "Learning rate",
            "",
            false,
            metrics -> CurvesSection.series(metrics, "", RunEvent.StepDone::learningRate))
        .write(html);
    html.close("div").close("section");
  }

  private static LineChart chart(
      Comparison comparison,
      String id,
      String title,
      String unit,
      boolean wide,
      Function<Metrics, Series> series) {
    List<Series> all = new ArrayList<>();
    double last = 1;
    for (int i = 0; i < comparison.runs().size(); i++) {
      Metrics metrics = comparison.runs().get(i).metrics();
      Series one = series.apply(metrics);
      String label = comparison.labels().get(i);
      all.add(new Series(label, "run-" + i % COLOURS, one.form(), one.points()));
      last = metrics.steps().isEmpty() ? last : Math.max(last, metrics.steps().getLast().step());
    }
    boolean fromZero = all.getFirst().form() == Form.LINE && id.equals("learning-rate");
    LineChart.Frame frame = new LineChart.Frame(wide, 1, last, List.of());
    String summary = "One line for each of " + all.size() + " runs.";
    return new LineChart(
        id, title, unit, summary, fromZero, frame, all, Optional.empty(), Optional.empty());
  }

  private static void writeSettings(Html html, Comparison comparison) {
    Page.section(html, "settings", "Settings that differ");
    if (comparison.settings().isEmpty()) {
      html.element("p", "The settings do not differ.", "class", "empty");
    } else {
      html.open("div", "class", "compare");
      head(html, "Differences only", "Setting", comparison.labels());
      comparison
          .settings()
          .forEach((key, values) -> {
            html.open("tr").open("th", "scope", "row").element("code", key).close("th");
            values.forEach(value -> html.element("td", value));
            html.close("tr");
          });
      html.close("tbody").close("table").close("div");
    }
    html.close("section");
  }

  private static void head(Html html, String caption, String first, List<String> labels) {
    List<String> heads = new ArrayList<>(List.of(first));
    heads.addAll(labels);
    DataSection.tableHead(html, caption, heads, "");
  }
}
