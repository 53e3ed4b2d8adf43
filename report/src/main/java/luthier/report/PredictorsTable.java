package luthier.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import luthier.metric.Score;
import luthier.verdict.Findings;
import luthier.verdict.Predictor;

/// All that answered the held-out examples, by their scores with intervals.
final class PredictorsTable {

  private static final int MOST_METRICS = 4;

  private PredictorsTable() {}

  static void write(Html html, Findings findings) {
    List<String> metrics = metrics(findings);
    if (metrics.isEmpty()) {
      return;
    }
    html.open("table", "class", "predictors").open("thead").open("tr");
    html.element("th", "", "scope", "col");
    metrics.forEach(metric -> html.element("th", MetricStyle.of(metric).title(), "scope", "col"));
    html.close("tr").close("thead").open("tbody");
    for (Predictor predictor : findings.predictors()) {
      html.open("tr").element("th", predictor.name(), "scope", "row", "dir", "auto");
      for (String metric : metrics) {
        MetricStyle style = MetricStyle.of(metric);
        html.open("td");
        predictor
            .score(metric)
            .ifPresentOrElse(
                score -> {
                  html.element("strong", style.value(score.value()));
                  html.element("span", " " + style.interval(score), "class", "unit");
                },
                () -> html.text("–"));
        html.close("td");
      }
      html.close("tr");
    }
    html.close("tbody").close("table");
  }

  /// The one that decides first.
  private static List<String> metrics(Findings findings) {
    if (findings.predictors().isEmpty()) {
      return List.of();
    }
    Set<String> metrics = new LinkedHashSet<>(List.of(findings.primary().metric()));
    findings.predictors().getLast().scores().stream().map(Score::name).forEach(metrics::add);
    return new ArrayList<>(metrics).subList(0, Math.min(MOST_METRICS, metrics.size()));
  }
}
