package luthier.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Several measurements of one thing.
record Spread(double min, double median, double max) {

  static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("nothing measured");
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(sorted[0], median, Arrays.stream(sorted).max().orElseThrow());
  }

  /// The median, with the extremes where they differ.
  String text(int digits) {
    String format = "%." + digits + "f";
    String shown = String.format(Locale.ROOT, format, median);
    return min == max
        ? shown
        : shown + String.format(Locale.ROOT, " (" + format + "–" + format + ")", min, max);
  }
}
