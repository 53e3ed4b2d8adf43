package luthier.report;

import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.stream.DoubleStream;
import luthier.metric.LabelReport;

/// Predicted over true numbers, with the line on which they are equal.
final class ScatterChart {

  private static final int SIZE = 360;
  private static final int MARGIN = 46;

  private ScatterChart() {}

  static void write(Html html, LabelReport.Target target) {
    DoubleSummaryStatistics all =
        target.pairs().stream()
            .flatMapToDouble(pair -> DoubleStream.of(pair.truth(), pair.predicted()))
            .summaryStatistics();
    if (all.getCount() == 0) {
      return;
    }
    double low = all.getMin();
    double high = all.getMax() > low ? all.getMax() : low + 1;
    html.open("figure", "class", "chart");
    html.element("figcaption", target.name() + ": predicted over true");
    String size = String.valueOf(SIZE + MARGIN);
    html.open(
        "svg",
        "viewBox",
        "0 0 " + size + " " + size,
        "role",
        "img",
        "aria-label",
        "predicted over true " + target.name());
    html.open("g", "class", "axis");
    line(html, MARGIN, 8, MARGIN, SIZE);
    line(html, MARGIN, SIZE, SIZE + MARGIN - 8, SIZE);
    html.close("g").open("g", "class", "grid");
    html.open(
        "line",
        "x1",
        place(low, low, high, true),
        "y1",
        place(low, low, high, false),
        "x2",
        place(high, low, high, true),
        "y2",
        place(high, low, high, false));
    html.close("g");
    for (LabelReport.Pair pair : target.pairs()) {
      html.open(
          "circle",
          "cx",
          place(pair.truth(), low, high, true),
          "cy",
          place(pair.predicted(), low, high, false),
          "r",
          "2.5",
          "class",
          "dot");
    }
    for (double value : new double[] {low, high}) {
      String text = Numbers.significant(value, 3);
      html.element(
          "text",
          text,
          "x",
          place(value, low, high, true),
          "y",
          String.valueOf(SIZE + 16),
          "text-anchor",
          "middle");
      html.element(
          "text",
          text,
          "x",
          String.valueOf(MARGIN - 5),
          "y",
          place(value, low, high, false),
          "text-anchor",
          "end");
    }
    html.close("svg").close("figure");
  }

  private static void line(Html html, int x1, int y1, int x2, int y2) {
    html.open(
        "line",
        "x1",
        String.valueOf(x1),
        "y1",
        String.valueOf(y1),
        "x2",
        String.valueOf(x2),
        "y2",
        String.valueOf(y2));
  }

  private static String place(double value, double low, double high, boolean across) {
    double share = (value - low) / (high - low);
    double room = SIZE - MARGIN - 20.0;
    double at = across ? MARGIN + 10 + share * room : SIZE - 10 - share * room;
    return String.format(Locale.ROOT, "%.1f", at);
  }
}
