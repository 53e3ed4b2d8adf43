package luthier.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Python's numbers: booleans are integers, integers have no width, floats print shortest.
final class Numbers {

  private Numbers() {}

  static boolean isNumber(Value value) {
    return value instanceof Value.Int || value instanceof Value.Bool || value instanceof Value.Real;
  }

  static boolean isInteger(Value value) {
    return value instanceof Value.Int || value instanceof Value.Bool;
  }

  /// @param value an integer or a boolean
  static BigInteger integer(Value value) {
    return switch (value) {
      case Value.Int integer -> integer.value();
      case Value.Bool bool -> bool.value() ? BigInteger.ONE : BigInteger.ZERO;
      default -> throw new TemplateError("expected an integer, found " + Types.name(value));
    };
  }

  /// @param value a number
  static double real(Value value) {
    if (value instanceof Value.Real real) {
      return real.value();
    }
    double real = integer(value).doubleValue();
    if (Double.isInfinite(real)) {
      throw new TemplateError("integer too large for a float");
    }
    return real;
  }

  /// An integer used as a position or a count, cut to the range of int.
  static int index(Value value, String where) {
    if (!isInteger(value)) {
      throw value instanceof Undefined undefined
          ? undefined.error()
          : new TemplateError(where + " must be an integer, found " + Types.name(value));
    }
    BigInteger integer = integer(value);
    if (integer.bitLength() > 31) {
      return integer.signum() < 0 ? -Integer.MAX_VALUE : Integer.MAX_VALUE;
    }
    return integer.intValue();
  }

  /// Two numbers by size, exactly; null when one is NaN.
  static @Nullable Integer compare(Value a, Value b) {
    if (isInteger(a) && isInteger(b)) {
      return integer(a).compareTo(integer(b));
    }
    double x = a instanceof Value.Real real ? real.value() : 0;
    double y = b instanceof Value.Real real ? real.value() : 0;
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return null;
    }
    if (Double.isInfinite(x) || Double.isInfinite(y)) {
      return Double.compare(x, y);
    }
    return decimal(a).compareTo(decimal(b));
  }

  static BigDecimal decimal(Value value) {
    return value instanceof Value.Real real
        ? new BigDecimal(real.value())
        : new BigDecimal(integer(value));
  }

  /// What equal numbers have in common as keys.
  static Object lookupKey(double value) {
    boolean whole = !Double.isInfinite(value) && value == Math.rint(value);
    return whole ? new BigDecimal(value).toBigIntegerExact() : (Object) value;
  }

  /// Python's `repr` of a float: the shortest digits that read back as the same number, with an
  /// exponent below 1e-4 and from 1e16 on.
  static String text(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    // Java prints two digits where one is enough for the smallest number of all
    String printed =
        Math.abs(value) == Double.MIN_VALUE ? "5E-324" : Double.toString(Math.abs(value));
    BigDecimal shortest = new BigDecimal(printed).stripTrailingZeros();
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    String sign = value < 0 ? "-" : "";
    if (exponent < -4 || exponent >= 16) {
      String mantissa =
          digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
      return sign + mantissa + exponentText(exponent, 'e');
    }
    String plain = shortest.abs().toPlainString();
    return sign + (plain.contains(".") ? plain : plain + ".0");
  }

  /// `e-07`, `e+16`: a sign and at least two digits.
  static String exponentText(int exponent, char letter) {
    String digits = Integer.toString(Math.abs(exponent));
    return letter + (exponent < 0 ? "-" : "+") + (digits.length() < 2 ? "0" + digits : digits);
  }
}
