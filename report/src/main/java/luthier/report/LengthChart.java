package luthier.report;

import java.util.Collections;
import luthier.runlog.DataReport;

/// The histogram of tokens per training example.
final class LengthChart {

  private static final int WIDTH = 560;
  private static final int HEIGHT = 210;
  private static final int LEFT = 50;
  private static final int RIGHT = 24;
  private static final int TOP = 18;
  private static final int BOTTOM = 34;

  private LengthChart() {}

  static void write(Html html, DataReport.Lengths lengths) {
    html.open("figure", "class", "chart", "id", "lengths").open("figcaption");
    html.element("h3", "Length of the examples").element("span", "tokens", "class", "unit");
    html.close("figcaption");
    if (lengths.counts().isEmpty()) {
      html.element("p", "There are no examples.", "class", "empty").close("figure");
      return;
    }
    int last = lengths.edges().getLast();
    int most = Collections.max(lengths.counts());
    Axis x = Axis.steps(0, Math.max(last, 1), LEFT, WIDTH - RIGHT, 8);
    Axis y = Axis.values(0, most, true, HEIGHT - BOTTOM, TOP, 4);
    html.open(
        "svg",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "role",
        "img",
        "aria-label",
        "Histogram of tokens per example: half have at most "
            + lengths.median()
            + ", the longest has "
            + lengths.longest());
    writeAxes(html, x, y);
    writeBars(html, lengths, x, y);
    if (lengths.maxLength() < last) {
      double limit = x.pixel(lengths.maxLength());
      html.open("g", "class", "level");
      LineChart.line(html, limit, TOP - 8, limit, HEIGHT - BOTTOM);
      LineChart.label(html, limit - 5, TOP, "end", "max_length " + lengths.maxLength());
      html.close("g");
    }
    html.close("svg").close("figure");
  }

  private static void writeAxes(Html html, Axis x, Axis y) {
    html.open("g", "class", "grid");
    y.ticks()
        .forEach(tick -> LineChart.line(html, LEFT, y.pixel(tick), WIDTH - RIGHT, y.pixel(tick)));
    html.close("g").open("g", "class", "ticks");
    y.ticks().stream()
        .filter(tick -> tick == Math.rint(tick))
        .forEach(tick -> LineChart.label(html, LEFT - 8, y.pixel(tick) + 4, "end", y.label(tick)));
    x.ticks()
        .forEach(tick ->
            LineChart.label(html, x.pixel(tick), HEIGHT - BOTTOM + 18, "middle", x.label(tick)));
    html.close("g").open("g", "class", "axis");
    LineChart.line(html, LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
    html.close("g");
  }

  private static void writeBars(Html html, DataReport.Lengths lengths, Axis x, Axis y) {
    html.open("g", "class", "bars");
    for (int i = 0; i < lengths.counts().size(); i++) {
      int from = lengths.edges().get(i);
      int to = lengths.edges().get(i + 1);
      int count = lengths.counts().get(i);
      double left = x.pixel(from) + 0.7;
      double top = y.pixel(count);
      html.open("g");
      html.element("title", from + " to " + (to - 1) + " tokens: " + count + " examples");
      html.open(
          "rect",
          "x",
          LineChart.pixel(left),
          "y",
          LineChart.pixel(top),
          "width",
          LineChart.pixel(Math.max(0.5, x.pixel(to) - 0.7 - left)),
          "height",
          LineChart.pixel(HEIGHT - BOTTOM - top));
      html.close("g");
    }
    html.close("g");
  }
}
