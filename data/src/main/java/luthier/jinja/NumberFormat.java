package luthier.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/// The part of a format specification that is about one value: sign, width, precision, type.
///
/// @param flags of `-+ #0`
/// @param width -1 where there is none
/// @param precision -1 where there is none
/// @param grouping whether thousands are separated by commas
record NumberFormat(String flags, int width, int precision, boolean grouping, char type) {

  private static final int MOST = 10_000;

  NumberFormat {
    if (width > MOST || precision > MOST) {
      throw new TemplateError("a format of more than " + MOST + " characters");
    }
  }

  /// The number's text without padding.
  String text(Value value) {
    return switch (type) {
      case 'd', 'i', 'u' -> signed(grouped(Numbers.integer(whole(value)).toString()));
      case 'x' -> signed(Numbers.integer(value).toString(16));
      case 'X' -> signed(Numbers.integer(value).toString(16).toUpperCase(Locale.ROOT));
      case 'o' -> signed(Numbers.integer(value).toString(8));
      case 'b' -> signed(Numbers.integer(value).toString(2));
      case 'f', 'F' -> signed(grouped(fixed(Numbers.real(value), precision < 0 ? 6 : precision)));
      case 'e', 'E' -> signed(exponent(Numbers.real(value), precision < 0 ? 6 : precision));
      case 'g', 'G' -> signed(general(Numbers.real(value)));
      case '%' -> signed(fixed(Numbers.real(value) * 100, precision < 0 ? 6 : precision)) + "%";
      default -> throw new TemplateError("unknown format character '" + type + "'");
    };
  }

  private static Value whole(Value value) {
    return value instanceof Value.Real real
        ? new Value.Int(new BigDecimal(real.value()).toBigInteger())
        : value;
  }

  private static String fixed(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Numbers.text(value);
    }
    String text = new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    return value < 0 && !text.startsWith("-") ? "-" + text : text;
  }

  private String exponent(double value, int digits) {
    if (value == 0) {
      return fixed(0, digits) + Numbers.exponentText(0, type);
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal rounded = exact.round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    int power = rounded.precision() - rounded.scale() - 1;
    String mantissa =
        rounded.movePointLeft(power).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    return mantissa + Numbers.exponentText(power, type);
  }

  private String general(double value) {
    int digits = precision < 0 ? 6 : Math.max(1, precision);
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int power = rounded.precision() - rounded.scale() - 1;
    if (power < -4 || power >= digits) {
      String mantissa = rounded.movePointLeft(power).stripTrailingZeros().toPlainString();
      return mantissa + Numbers.exponentText(power, type == 'g' ? 'e' : 'E');
    }
    return rounded.stripTrailingZeros().toPlainString();
  }

  private String signed(String text) {
    if (text.startsWith("-")) {
      return text;
    }
    return flags.contains("+") ? "+" + text : flags.contains(" ") ? " " + text : text;
  }

  private String grouped(String text) {
    if (!grouping) {
      return text;
    }
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    return whole.replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",")
        + (point < 0 ? "" : text.substring(point));
  }
}
