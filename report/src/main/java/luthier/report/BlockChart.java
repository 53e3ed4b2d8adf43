package luthier.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Curves for a terminal: the training loss as an area of block characters, eight levels to a line,
/// the validations as points in it.
final class BlockChart {

  private static final String EIGHTHS = " ▁▂▃▄▅▆▇█";
  private static final char POINT = '●';
  private static final int LABEL = 8;

  private final int width;
  private final int height;

  /// @param width of the whole in columns, the labels on the left included
  /// @param height in lines, without the line of the steps
  BlockChart(int width, int height) {
    this.width = Math.max(10, width - LABEL - 2);
    this.height = height;
  }

  /// @param area a line, by rising x
  /// @param marked points in it
  List<String> lines(Series area, Series marked) {
    if (area.points().isEmpty()) {
      return List.of();
    }
    double from = area.points().getFirst().x();
    double to = Math.max(from + 1, area.points().getLast().x());
    double low = lower(area.lowest(), marked.lowest());
    double high = -lower(-area.highest(), -marked.highest());
    double span = high > low ? high - low : 1;
    char[][] cells = new char[height][width];
    double[] columns = columns(area, from, to);
    for (int x = 0; x < width; x++) {
      // the lowest value is still a line
      int eighths = 1 + (int) Math.round((columns[x] - low) / span * (height * 8 - 1));
      for (int y = 0; y < height; y++) {
        cells[height - 1 - y][x] = EIGHTHS.charAt(Math.clamp(eighths - 8L * y, 0, 8));
      }
    }
    for (Series.Point point : marked.points()) {
      int x = column(point.x(), from, to);
      int y = (int) Math.min(height - 1, Math.floor((point.y() - low) / span * height));
      cells[height - 1 - y][x] = POINT;
    }
    return labelled(cells, low, high, from, to);
  }

  private static double lower(double one, double other) {
    return Double.isNaN(other) ? one : Math.min(one, other);
  }

  private int column(double x, double from, double to) {
    return Math.clamp((long) ((x - from) / (to - from) * (width - 1) + 0.5), 0, width - 1);
  }

  /// The mean of the values of each column; one without values goes on with the last.
  private double[] columns(Series area, double from, double to) {
    double[] sums = new double[width];
    int[] counts = new int[width];
    for (Series.Point point : area.points()) {
      int x = column(point.x(), from, to);
      sums[x] += point.y();
      counts[x]++;
    }
    double[] values = new double[width];
    double last = area.points().getFirst().y();
    for (int x = 0; x < width; x++) {
      last = counts[x] == 0 ? last : sums[x] / counts[x];
      values[x] = last;
    }
    return values;
  }

  private List<String> labelled(char[][] cells, double low, double high, double from, double to) {
    List<String> lines = new ArrayList<>();
    for (int y = 0; y < height; y++) {
      String label =
          y == 0
              ? Numbers.significant(high, 4)
              : y == height - 1 ? Numbers.significant(low, 4) : "";
      String line = new String(cells[y]).stripTrailing();
      lines.add(String.format(Locale.ROOT, "%" + LABEL + "s │%s", label, line).stripTrailing());
    }
    String first = Numbers.count((long) from);
    String last = "step " + Numbers.count((long) to);
    char[] gap = new char[Math.max(1, width - first.length() - last.length())];
    Arrays.fill(gap, ' ');
    lines.add(" ".repeat(LABEL + 2) + first + new String(gap) + last);
    return lines;
  }
}
