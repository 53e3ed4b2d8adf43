package luthier.report;

import java.util.ArrayList;
import java.util.List;

/// An axis from a range of data to a range of pixels, with its ticks at round numbers.
///
/// @param from the data at the first pixel
/// @param to the data at the last pixel
/// @param firstPixel where the axis begins
/// @param lastPixel where it ends; below `firstPixel` for an upright axis
/// @param step distance of the ticks
record Axis(double from, double to, double firstPixel, double lastPixel, double step) {

  private static final double[] ROUND = {1, 2, 2.5, 5, 10};
  private static final double MARGIN = 0.06;

  /// An axis for whole numbers that reaches from the first to the last.
  static Axis steps(double from, double to, double firstPixel, double lastPixel, int ticks) {
    double end = to > from ? to : from + 1;
    double step = Math.max(1, Math.ceil(roundStep(end - from, ticks)));
    return new Axis(from, end, firstPixel, lastPixel, step);
  }

  /// An axis that has room for some values.
  ///
  /// @param zero whether it begins at 0
  static Axis values(
      double low, double high, boolean zero, double firstPixel, double lastPixel, int ticks) {
    double from = zero ? Math.min(0, low) : low - MARGIN * (high - low);
    double to = zero ? high + MARGIN * Math.abs(high) : high + MARGIN * (high - low);
    if (!(to > from)) {
      double half = from == 0 ? 1 : Math.abs(from) * 0.1;
      from -= zero ? 0 : half;
      to += half;
    }
    if (!zero && low >= 0 && from < 0) {
      from = 0;
    }
    double step = roundStep(to - from, ticks);
    return new Axis(from, to, firstPixel, lastPixel, step);
  }

  private static double roundStep(double range, int ticks) {
    double rough = range / ticks;
    double scale = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double factor : ROUND) {
      if (factor * scale >= rough * (1 - 1e-9)) {
        return factor * scale;
      }
    }
    return 10 * scale;
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    long first = (long) Math.ceil(from / step - 1e-9);
    long last = (long) Math.floor(to / step + 1e-9);
    for (long i = first; i <= last; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /// A tick's text, with as many digits as its neighbours need to differ.
  String label(double tick) {
    if (tick == 0) {
      return "0";
    }
    int needed = (int) Math.ceil(Math.log10(Math.abs(tick) / step) - 1e-9) + 2;
    String text = Numbers.significant(tick, Math.max(2, Math.min(8, needed)));
    return text.contains(".") && !text.contains("e") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  double pixel(double value) {
    return firstPixel + (value - from) / (to - from) * (lastPixel - firstPixel);
  }
}
