package luthier.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;

/// `int`, `float` and `round`.
final class Conversions {

  private Conversions() {}

  static Value toInt(Value v, Value absent, int base) {
    if (v instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (Numbers.isInteger(v)) {
      return new Value.Int(Numbers.integer(v));
    }
    if (v instanceof Value.Real real) {
      return Double.isFinite(real.value())
          ? new Value.Int(new BigDecimal(real.value()).toBigInteger())
          : absent;
    }
    if (v instanceof Text text) {
      String digits = text.chars().strip().replace("_", "");
      try {
        if (base == 16 && digits.toLowerCase(Locale.ROOT).startsWith("0x")) {
          digits = digits.substring(2);
        }
        return new Value.Int(new BigInteger(digits, base));
      } catch (NumberFormatException e) {
        if (base == 10 && toFloat(v, Value.NONE) instanceof Value.Real real) {
          return toInt(real, absent, base);
        }
      }
    }
    return absent;
  }

  static Value toFloat(Value v, Value absent) {
    if (v instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (Numbers.isNumber(v)) {
      return new Value.Real(Numbers.real(v));
    }
    if (v instanceof Text text) {
      String digits = text.chars().strip();
      if (digits.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?") && digits.length() < 400) {
        return new Value.Real(Double.parseDouble(digits));
      }
      return switch (digits.toLowerCase(Locale.ROOT)) {
        case "inf", "+inf", "infinity" -> new Value.Real(Double.POSITIVE_INFINITY);
        case "-inf", "-infinity" -> new Value.Real(Double.NEGATIVE_INFINITY);
        case "nan" -> new Value.Real(Double.NaN);
        default -> absent;
      };
    }
    return absent;
  }

  /// Python's `round` (to even), or up or down.
  static Value round(Value v, int precision, String method) {
    if (!Numbers.isNumber(v)) {
      throw v instanceof Undefined undefined
          ? undefined.error()
          : new TemplateError("round of a value of type " + Types.name(v));
    }
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw new TemplateError("method must be common, ceil or floor");
        };
    if (method.equals("common") && Numbers.isInteger(v) && precision >= 0) {
      return new Value.Int(Numbers.integer(v));
    }
    if (precision > 300 || precision < -300) {
      throw new TemplateError("round to " + precision + " digits");
    }
    BigDecimal rounded = Numbers.decimal(v).setScale(precision, mode);
    return Numbers.isInteger(v) && method.equals("common")
        ? new Value.Int(rounded.toBigInteger())
        : new Value.Real(rounded.doubleValue());
  }
}
