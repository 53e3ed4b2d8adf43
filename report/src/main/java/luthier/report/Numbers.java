package luthier.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;

/// Numbers as people read them.
final class Numbers {

  private static final double SMALL = 1e-3;
  private static final double LARGE = 1e6;
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;

  private Numbers() {}

  /// A number with so many significant digits, and all of its whole ones, e.g. `1.234`, `2e-4`,
  /// `12,345`.
  static String significant(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    double size = Math.abs(value);
    if (size < SMALL || size >= LARGE) {
      BigDecimal digitsOnly = rounded.stripTrailingZeros();
      int exponent = digitsOnly.precision() - digitsOnly.scale() - 1;
      return minus(digitsOnly.movePointLeft(exponent).stripTrailingZeros().toPlainString())
          + "e"
          + exponent;
    }
    int exponent = rounded.precision() - rounded.scale() - 1;
    int scale = Math.max(0, digits - 1 - exponent);
    BigDecimal shown = new BigDecimal(value).setScale(scale, RoundingMode.HALF_EVEN);
    return minus(String.format(Locale.ROOT, "%,." + scale + "f", shown));
  }

  /// At most three significant digits, without zeros at the end, e.g. `0.001`.
  static String shortest(double value) {
    String text = significant(value, 3);
    return text.contains(".") && !text.contains("e") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  /// A share as per cent, e.g. `71.4 %`.
  static String percent(double share) {
    return Double.isFinite(share)
        ? minus(String.format(Locale.ROOT, "%.1f", 100 * share)) + " %"
        : significant(share, 3);
  }

  /// A count, e.g. `12,345`.
  static String count(long value) {
    return minus(String.format(Locale.ROOT, "%,d", value));
  }

  /// A size in bytes, e.g. `1.2 MB`.
  static String bytes(double bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    double rest = bytes;
    int unit = 0;
    while (rest >= 1000 && unit < units.length - 1) {
      rest /= 1000;
      unit++;
    }
    return significant(rest, 3) + " " + units[unit];
  }

  /// A large count in short, e.g. `12.1 M`.
  static String abbreviated(long value) {
    if (value < 10_000) {
      return count(value);
    }
    if (value < LARGE) {
      return significant(value / 1e3, 3) + " k";
    }
    return value < 1e9 ? significant(value / 1e6, 3) + " M" : significant(value / 1e9, 3) + " G";
  }

  /// A time span, e.g. `2 min 41 s`.
  static String duration(double seconds) {
    if (seconds < MINUTE) {
      return significant(seconds, 3) + " s";
    }
    long whole = Math.round(seconds);
    if (whole < HOUR) {
      return whole / MINUTE + " min " + whole % MINUTE + " s";
    }
    return whole / HOUR + " h " + whole % HOUR / MINUTE + " min";
  }

  /// A probability, e.g. `p = 0.012`, `p < 0.001`.
  static String pValue(double p) {
    return p < 0.001 ? "p\u00a0<\u00a00.001" : "p\u00a0=\u00a0" + significant(p, 2);
  }

  /// A true minus sign, so that columns of numbers line up.
  static String minus(String number) {
    return number.startsWith("-") ? "−" + number.substring(1) : number;
  }

  /// With its sign, also when it is positive.
  static String signed(String number) {
    return number.startsWith("−") || number.equals("0") ? number : "+" + number;
  }

  /// The middle value; NaN of none.
  static double median(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
