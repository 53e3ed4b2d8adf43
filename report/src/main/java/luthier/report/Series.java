package luthier.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A line or a row of points of a chart. Points that are no numbers are left out.
///
/// @param name for the legend
/// @param colour its class in the style sheet: `train`, `validation`, `plain`, `run-0` …
/// @param form how it is drawn
/// @param points by rising x
record Series(String name, String colour, Form form, List<Point> points) {

  private static final int BUCKETS = 400;
  // a look-back of about three steps at least, and of 3 % of a long run
  private static final double LEAST_LOOK_BACK = 2.5;
  private static final double LOOK_BACK_SHARE = 0.03;

  Series {
    points =
        points.stream()
            .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
            .toList();
  }

  /// How a series is drawn.
  enum Form {
    LINE,
    /// a line behind the others
    FAINT,
    /// points joined by a line
    POINTS
  }

  /// A point in the units of the data.
  record Point(double x, double y) {}

  /// The exponential moving average, corrected for its start (Kingma and Ba, arXiv 1412.6980,
  /// section 3: divided by `1 - weight^t`).
  Series smoothed(String newName, String newColour) {
    double weight = 1 - 1 / Math.max(LEAST_LOOK_BACK, LOOK_BACK_SHARE * points.size());
    List<Point> smooth = new ArrayList<>();
    double mean = 0;
    double correction = 1;
    for (Point point : points) {
      mean = weight * mean + (1 - weight) * point.y();
      correction *= weight;
      smooth.add(new Point(point.x(), mean / (1 - correction)));
    }
    return new Series(newName, newColour, Form.LINE, smooth);
  }

  /// At most two points per bucket of the x axis, its lowest and its highest, so that peaks stay.
  Series thinned() {
    if (points.size() <= 2 * BUCKETS || form == Form.POINTS) {
      return this;
    }
    double first = points.getFirst().x();
    double width = (points.getLast().x() - first) / BUCKETS;
    List<Point> kept = new ArrayList<>();
    int start = 0;
    while (start < points.size()) {
      int bucket = bucket(points.get(start), first, width);
      int end = start;
      int lowest = start;
      int highest = start;
      while (end < points.size() && bucket(points.get(end), first, width) == bucket) {
        lowest = points.get(end).y() < points.get(lowest).y() ? end : lowest;
        highest = points.get(end).y() > points.get(highest).y() ? end : highest;
        end++;
      }
      kept.add(points.get(Math.min(lowest, highest)));
      if (lowest != highest) {
        kept.add(points.get(Math.max(lowest, highest)));
      }
      start = end;
    }
    return new Series(name, colour, form, kept);
  }

  private static int bucket(Point point, double first, double width) {
    return Math.min(BUCKETS - 1, (int) ((point.x() - first) / width));
  }

  /// About `count` points at equal distances, the last one among them.
  List<Point> sampled(int count) {
    if (points.size() <= count) {
      return points;
    }
    List<Point> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(points.get((int) Math.round((double) i * (points.size() - 1) / (count - 1))));
    }
    return some;
  }

  double[] ys() {
    return points.stream().mapToDouble(Point::y).toArray();
  }

  double lowest() {
    return Arrays.stream(ys()).min().orElse(Double.NaN);
  }

  double highest() {
    return Arrays.stream(ys()).max().orElse(Double.NaN);
  }
}
