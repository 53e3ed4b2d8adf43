package luthier.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import luthier.report.Series.Form;
import luthier.report.Series.Point;

/// A line chart over the steps of a run, drawn as SVG, with its legend and its numbers as a table.
///
/// @param id unique in the page
/// @param title what is shown
/// @param unit of the y axis; empty when there is none
/// @param summary the chart in one sentence, for those who do not see it
/// @param fromZero whether the y axis begins at 0
/// @param frame what the charts of a page share
/// @param series drawn in this order
/// @param level a value to draw across the chart
/// @param highlight a point to mark
record LineChart(
    String id,
    String title,
    String unit,
    String summary,
    boolean fromZero,
    Frame frame,
    List<Series> series,
    Optional<Mark> level,
    Optional<Highlight> highlight) {

  private static final int NARROW = 560;
  private static final int WIDE = 1140;
  private static final int LOW = 240;
  private static final int HIGH = 320;
  private static final int LEFT = 58;
  private static final int RIGHT = 14;
  private static final int TOP = 14;
  private static final int BOTTOM = 38;
  private static final int TABLE_ROWS = 12;

  /// What the charts of a page share.
  ///
  /// @param wide whether the chart fills the page
  /// @param firstStep where the x axis begins
  /// @param lastStep where it ends
  /// @param epochs the steps at which an epoch ended
  record Frame(boolean wide, double firstStep, double lastStep, List<Mark> epochs) {

    Frame widened() {
      return new Frame(true, firstStep, lastStep, epochs);
    }
  }

  /// A line across the chart.
  ///
  /// @param at where, in the units of its axis
  record Mark(double at, String label) {}

  /// A marked point.
  record Highlight(Point point, String label) {}

  void write(Html html) {
    html.open("figure", "class", frame.wide() ? "chart wide" : "chart", "id", id);
    html.open("figcaption");
    html.element("h3", title);
    if (!unit.isEmpty()) {
      html.element("span", unit, "class", "unit");
    }
    if (series.size() > 1 || highlight.isPresent()) {
      writeLegend(html);
    }
    html.close("figcaption");
    List<Series> drawn = series.stream().filter(one -> !one.points().isEmpty()).toList();
    if (drawn.isEmpty()) {
      html.element("p", "Nothing was measured yet.", "class", "empty");
    } else {
      writeSvg(html, drawn);
      writeTable(html, drawn);
    }
    html.close("figure");
  }

  private void writeLegend(Html html) {
    html.open("ul", "class", "legend");
    for (Series one : series) {
      html.open("li");
      html.element("span", "", "class", "swatch " + form(one) + " " + one.colour());
      html.text(one.name()).close("li");
    }
    highlight.ifPresent(mark -> {
      html.open("li").element("span", "", "class", "swatch best");
      html.text(mark.label()).close("li");
    });
    html.close("ul");
  }

  private void writeSvg(Html html, List<Series> drawn) {
    double low = drawn.stream().mapToDouble(Series::lowest).min().orElse(0);
    double high = drawn.stream().mapToDouble(Series::highest).max().orElse(1);
    int ticks = frame.wide() ? 14 : 7;
    Axis x = Axis.steps(frame.firstStep(), frame.lastStep(), LEFT, width() - RIGHT, ticks);
    Axis y = Axis.values(low, high, fromZero, height() - BOTTOM, TOP, 5);
    html.open(
        "svg",
        "viewBox",
        "0 0 " + width() + " " + height(),
        "role",
        "img",
        "aria-label",
        title + ". " + summary,
        "data-x",
        data(x),
        "data-y",
        data(y));
    writeGrid(html, x, y);
    writeMarks(html, x, y);
    drawn.forEach(one -> writeSeries(html, one.thinned(), x, y));
    highlight.ifPresent(mark -> {
      html.open("g", "class", "best");
      circle(html, x.pixel(mark.point().x()), y.pixel(mark.point().y()), "5.5");
      html.close("g");
    });
    html.close("svg");
  }

  private void writeGrid(Html html, Axis x, Axis y) {
    html.open("g", "class", "grid");
    for (double tick : y.ticks()) {
      line(html, LEFT, y.pixel(tick), width() - RIGHT, y.pixel(tick));
    }
    html.close("g");
    html.open("g", "class", "ticks");
    for (double tick : y.ticks()) {
      label(html, LEFT - 8, y.pixel(tick) + 4, "end", y.label(tick));
    }
    for (double tick : x.ticks()) {
      label(html, x.pixel(tick), height() - BOTTOM + 18, "middle", x.label(tick));
    }
    label(html, width() - RIGHT, height() - 6, "end", "step");
    html.close("g");
    html.open("g", "class", "axis");
    line(html, LEFT, height() - BOTTOM, width() - RIGHT, height() - BOTTOM);
    html.close("g");
  }

  private void writeMarks(Html html, Axis x, Axis y) {
    for (Mark epoch : frame.epochs()) {
      if (epoch.at() > x.from() && epoch.at() < x.to()) {
        html.open("g", "class", "epoch");
        line(html, x.pixel(epoch.at()), TOP, x.pixel(epoch.at()), height() - BOTTOM);
        label(html, x.pixel(epoch.at()) - 4, TOP + 8, "end", epoch.label());
        html.close("g");
      }
    }
    level.ifPresent(mark -> {
      if (mark.at() > y.from() && mark.at() < y.to()) {
        html.open("g", "class", "level");
        line(html, LEFT, y.pixel(mark.at()), width() - RIGHT, y.pixel(mark.at()));
        label(html, width() - RIGHT, y.pixel(mark.at()) - 5, "end", mark.label());
        html.close("g");
      }
    });
  }

  private static void writeSeries(Html html, Series one, Axis x, Axis y) {
    StringBuilder pixels = new StringBuilder();
    StringBuilder points = new StringBuilder();
    for (Point point : one.points()) {
      String separator = pixels.isEmpty() ? "" : " ";
      pixels.append(separator).append(pixel(x.pixel(point.x())));
      pixels.append(',').append(pixel(y.pixel(point.y())));
      points.append(separator).append(plain(point.x())).append(',').append(plain(point.y()));
    }
    html.open(
        "g",
        "class",
        "series " + form(one) + " " + one.colour(),
        "data-name",
        one.name(),
        "data-points",
        points.toString());
    html.element("polyline", "", "points", pixels.toString());
    if (one.form() == Form.POINTS) {
      for (Point point : one.points()) {
        html.open("circle", circleAttributes(x.pixel(point.x()), y.pixel(point.y()), "3.2"));
      }
    }
    html.close("g");
  }

  private int width() {
    return frame.wide() ? WIDE : NARROW;
  }

  private int height() {
    return frame.wide() ? HIGH : LOW;
  }

  private void writeTable(Html html, List<Series> drawn) {
    html.open("details").element("summary", "Numbers");
    html.open("table");
    html.open("thead").open("tr").element("th", "Step", "scope", "col");
    drawn.forEach(one -> html.element("th", one.name(), "scope", "col"));
    html.close("tr").close("thead").open("tbody");
    TreeSet<Double> steps = new TreeSet<>();
    drawn.forEach(one -> one.sampled(TABLE_ROWS).forEach(point -> steps.add(point.x())));
    for (double step : steps) {
      html.open("tr").element("th", Numbers.count((long) step), "scope", "row");
      for (Series one : drawn) {
        html.element("td", at(one, step));
      }
      html.close("tr");
    }
    html.close("tbody").close("table").close("details");
  }

  private static String at(Series one, double step) {
    for (Point point : one.points()) {
      if (point.x() == step) {
        return Numbers.significant(point.y(), 4);
      }
    }
    return "";
  }

  private static String form(Series one) {
    return one.form().name().toLowerCase(Locale.ROOT);
  }

  private static String data(Axis axis) {
    return plain(axis.from())
        + ","
        + plain(axis.to())
        + ","
        + pixel(axis.firstPixel())
        + ","
        + pixel(axis.lastPixel());
  }

  /// A number for the script: six digits are more than the eye sees.
  private static String plain(double value) {
    String text = String.format(Locale.ROOT, "%.6g", value);
    return text.contains(".") && !text.contains("e") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  static String pixel(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  static void line(Html html, double x1, double y1, double x2, double y2) {
    html.open("line", "x1", pixel(x1), "y1", pixel(y1), "x2", pixel(x2), "y2", pixel(y2));
  }

  static void label(Html html, double x, double y, String anchor, String text) {
    html.element("text", text, "x", pixel(x), "y", pixel(y), "text-anchor", anchor);
  }

  private static void circle(Html html, double x, double y, String radius) {
    html.open("circle", circleAttributes(x, y, radius));
  }

  private static String[] circleAttributes(double x, double y, String radius) {
    return new String[] {"cx", pixel(x), "cy", pixel(y), "r", radius};
  }
}
