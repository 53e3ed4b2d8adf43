package luthier.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The charts of a study: one line per trial through all keys, and the metric over each key.
final class StudyCharts {

  private static final int WIDTH = 1140;
  private static final int HIGH = 300;
  private static final int SLICE = 360;
  private static final int MARGIN = 46;
  private static final int TOP = 26;
  private static final int COLOURS = 6;

  private StudyCharts() {}

  static void write(Html html, StudyFacts study) {
    List<StudyFacts.Run> runs =
        study.runs().stream()
            .filter(run -> run.value().filter(Double::isFinite).isPresent())
            .toList();
    if (runs.size() < 2) {
      return;
    }
    double low = runs.stream().mapToDouble(study::loss).min().orElse(0);
    double high = runs.stream().mapToDouble(study::loss).max().orElse(1);
    Losses losses = new Losses(study, low, high > low ? high : low + 1);
    Page.section(html, "parallel", "All keys at once");
    html.element(
        "p",
        "One line per trial, at the right its "
            + study.metric()
            + " (better is higher); the best tenth is drawn in colour.");
    parallel(html, study, runs, losses);
    html.close("section");
    Page.section(html, "slices", "One key at a time");
    html.open("div", "class", "charts");
    study.keys().forEach(key -> slice(html, study, key, runs, losses));
    html.close("div").close("section");
  }

  /// Where a trial stands between the best and the worst.
  private record Losses(StudyFacts study, double low, double high) {

    /// 0 for the best, 1 for the worst.
    double share(StudyFacts.Run run) {
      return (study.loss(run) - low) / (high - low);
    }

    String label(double share) {
      double loss = low + share * (high - low);
      return Numbers.significant(study.lessIsBetter() ? loss : -loss, 3);
    }
  }

  /// A share as a bar of text height.
  static void bar(Html html, double share) {
    html.open("svg", "viewBox", "0 0 200 10", "width", "200", "height", "10", "role", "img");
    html.open("g", "class", "grid");
    line(html, 0, 5, 200, 5);
    html.close("g").open("g", "class", "series run-0", "stroke", "currentColor");
    html.open(
        "line",
        "x1",
        "0",
        "y1",
        "5",
        "x2",
        pixel(200 * Math.clamp(share, 0.0, 1.0)),
        "y2",
        "5",
        "stroke-width",
        "8");
    html.close("g").close("svg");
  }

  private static void parallel(
      Html html, StudyFacts study, List<StudyFacts.Run> runs, Losses losses) {
    int axes = study.keys().size() + 1;
    double gap = (WIDTH - 2.0 * MARGIN) / Math.max(1, axes - 1);
    html.open("figure", "class", "chart wide");
    String label = "One line for each of " + runs.size() + " trials through all keys";
    svg(html, WIDTH, HIGH, label);
    html.open("g", "class", "axis");
    for (int a = 0; a < axes; a++) {
      line(html, MARGIN + a * gap, TOP, MARGIN + a * gap, HIGH - TOP);
    }
    html.close("g").open("g", "class", "ticks");
    for (int a = 0; a < axes; a++) {
      double x = MARGIN + a * gap;
      String anchor = a == 0 ? "start" : a == axes - 1 ? "end" : "middle";
      boolean last = a == axes - 1;
      StudyFacts.Key key = study.keys().get(Math.min(a, axes - 2));
      text(html, x, 12, anchor, last ? study.metric() : key.name());
      text(html, x, HIGH - 10, anchor, last ? losses.label(1) : key.label(key.low()));
      text(html, x, TOP - 2, anchor, last ? losses.label(0) : key.label(key.high()));
    }
    html.close("g");
    List<StudyFacts.Run> worstFirst =
        runs.stream().sorted((a, b) -> Double.compare(study.loss(b), study.loss(a))).toList();
    int good = Math.max(1, worstFirst.size() / 10);
    for (int i = 0; i < worstFirst.size(); i++) {
      StudyFacts.Run run = worstFirst.get(i);
      boolean best = i >= worstFirst.size() - good;
      StringBuilder points = new StringBuilder();
      for (int k = 0; k < study.keys().size(); k++) {
        StudyFacts.Key key = study.keys().get(k);
        Double point = run.point().get(key.name());
        double share = point == null ? 0.5 : key.share(point);
        points.append(place(MARGIN + k * gap, share)).append(' ');
      }
      points.append(place(MARGIN + (axes - 1) * gap, 1 - losses.share(run)));
      html.open("g", "class", best ? "series run-" + i % COLOURS : "series faint");
      html.open("polyline", "points", points.toString(), "fill", "none").close("polyline");
      html.close("g");
    }
    html.close("svg").close("figure");
  }

  private static void slice(
      Html html, StudyFacts study, StudyFacts.Key key, List<StudyFacts.Run> runs, Losses losses) {
    html.open("figure", "class", "chart");
    html.element("figcaption", study.metric() + " over " + key.name());
    svg(html, SLICE + MARGIN, HIGH, study.metric() + " over " + key.name());
    html.open("g", "class", "axis");
    line(html, MARGIN, TOP, MARGIN, HIGH - TOP);
    line(html, MARGIN, HIGH - TOP, SLICE + MARGIN, HIGH - TOP);
    html.close("g").open("g", "class", "ticks");
    text(html, MARGIN, 12, "start", losses.label(0));
    text(html, MARGIN - 4, HIGH - TOP, "end", losses.label(1));
    text(html, MARGIN, HIGH - 8, "start", key.label(key.low()));
    text(html, SLICE + MARGIN - 4, HIGH - 8, "end", key.label(key.high()));
    html.close("g");
    for (StudyFacts.Run run : runs) {
      for (Map.Entry<String, Double> point : run.point().entrySet()) {
        if (point.getKey().equals(key.name())) {
          double x = MARGIN + 8 + key.share(point.getValue()) * (SLICE - 16);
          double y = TOP + losses.share(run) * (HIGH - 2.0 * TOP);
          html.open("circle", "cx", pixel(x), "cy", pixel(y), "r", "3", "class", "dot");
        }
      }
    }
    html.close("svg").close("figure");
  }

  private static void svg(Html html, int width, int height, String label) {
    String box = "0 0 " + width + " " + height;
    html.open("svg", "viewBox", box, "role", "img", "aria-label", label);
  }

  private static String place(double x, double share) {
    return pixel(x) + "," + pixel(TOP + (1 - share) * (HIGH - 2.0 * TOP));
  }

  private static void line(Html html, double x1, double y1, double x2, double y2) {
    html.open("line", "x1", pixel(x1), "y1", pixel(y1), "x2", pixel(x2), "y2", pixel(y2));
  }

  private static void text(Html html, double x, double y, String anchor, String text) {
    html.element("text", text, "x", pixel(x), "y", pixel(y), "text-anchor", anchor);
  }

  private static String pixel(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
