package luthier.report;

import java.util.List;
import luthier.metric.Score;

/// Scores of one metric below each other: a dot for the value, a bar for its interval.
final class IntervalChart {

  private static final int WIDTH = 320;
  private static final int LEFT = 56;
  private static final int RIGHT = 22;
  private static final int ROW = 30;
  private static final int AXIS = 26;

  private IntervalChart() {}

  /// One row.
  ///
  /// @param colour its class in the style sheet
  record Row(String label, String colour, Score score) {}

  static void write(Html html, MetricStyle style, List<Row> rows) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Row row : rows) {
      Score score = row.score();
      low = Math.min(low, score.hasInterval() ? score.low() : score.value());
      high = Math.max(high, score.hasInterval() ? score.high() : score.value());
    }
    if (!Double.isFinite(low) || !Double.isFinite(high)) {
      return;
    }
    int bottom = rows.size() * ROW + 4;
    Axis axis =
        style.share()
            ? new Axis(0, 1, LEFT, WIDTH - RIGHT, 0.25)
            : Axis.values(low, high, false, LEFT, WIDTH - RIGHT, 4);
    html.open(
        "svg",
        "class",
        "intervals",
        "viewBox",
        "0 0 " + WIDTH + " " + (bottom + AXIS),
        "role",
        "img",
        "aria-label",
        style.title() + ", values with 95 % intervals");
    html.open("g", "class", "grid");
    axis.ticks()
        .forEach(tick -> LineChart.line(html, axis.pixel(tick), 2, axis.pixel(tick), bottom));
    html.close("g").open("g", "class", "ticks");
    for (double tick : axis.ticks()) {
      String text = style.share() ? Math.round(100 * tick) + " %" : axis.label(tick);
      LineChart.label(html, axis.pixel(tick), bottom + 17, "middle", text);
    }
    for (int i = 0; i < rows.size(); i++) {
      LineChart.label(html, LEFT - 12, ROW * i + ROW / 2 + 6, "end", rows.get(i).label());
    }
    html.close("g");
    for (int i = 0; i < rows.size(); i++) {
      writeRow(html, rows.get(i), axis, ROW * i + ROW / 2 + 2);
    }
    html.close("svg");
  }

  private static void writeRow(Html html, Row row, Axis axis, double y) {
    Score score = row.score();
    html.open("g", "class", "interval " + row.colour());
    if (score.hasInterval()) {
      LineChart.line(html, axis.pixel(score.low()), y, axis.pixel(score.high()), y);
      LineChart.line(html, axis.pixel(score.low()), y - 5, axis.pixel(score.low()), y + 5);
      LineChart.line(html, axis.pixel(score.high()), y - 5, axis.pixel(score.high()), y + 5);
    }
    html.open(
        "circle",
        "cx",
        LineChart.pixel(axis.pixel(score.value())),
        "cy",
        LineChart.pixel(y),
        "r",
        "5.5");
    html.close("g");
  }
}
