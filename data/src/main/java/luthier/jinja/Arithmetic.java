package luthier.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/// `+ - * / // % **` and signs, with Python's meaning for every pair of types.
final class Arithmetic {

  private Arithmetic() {}

  static Value apply(Environment environment, String operator, Value a, Value b) {
    if (a instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (operator.equals("%") && a instanceof Text format) {
      return PercentFormat.format(environment, format, b);
    }
    if (b instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      return Numbers.isInteger(a) && Numbers.isInteger(b)
          ? integers(environment, operator, Numbers.integer(a), Numbers.integer(b))
          : new Value.Real(reals(operator, Numbers.real(a), Numbers.real(b)));
    }
    return switch (operator) {
      case "+" -> add(environment, a, b);
      case "*" -> repeat(environment, a, b);
      default -> throw unsupported(operator, a, b);
    };
  }

  static Value sign(Value value, boolean negative) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (value instanceof Value.Real real) {
      return negative ? new Value.Real(-real.value()) : value;
    }
    if (!Numbers.isInteger(value)) {
      throw new TemplateError("a sign before a value of type '" + Types.name(value) + "'");
    }
    BigInteger integer = Numbers.integer(value);
    return new Value.Int(negative ? integer.negate() : integer);
  }

  private static Value add(Environment environment, Value a, Value b) {
    if (a instanceof Text x && b instanceof Text y) {
      return Operators.concat(environment, List.of(x, y), true);
    }
    if (a instanceof Items x && b instanceof Items y) {
      boolean lists = x.kind() == Items.Kind.LIST && y.kind() == Items.Kind.LIST;
      if (lists || x.kind().tuple() && y.kind().tuple()) {
        environment.meter().items((long) x.size() + y.size());
        List<Value> values = new ArrayList<>(x.values());
        values.addAll(y.values());
        return lists ? Items.list(values) : Items.tuple(values);
      }
    }
    if (a instanceof Text || b instanceof Text) {
      Value other = a instanceof Text ? b : a;
      throw new TemplateError(
          "a string can only be joined with a string by '+', found "
              + Types.name(other)
              + "; '~' joins any values");
    }
    throw unsupported("+", a, b);
  }

  private static Value repeat(Environment environment, Value a, Value b) {
    Value sequence = Numbers.isInteger(a) ? b : a;
    Value count = Numbers.isInteger(a) ? a : b;
    if (!Numbers.isInteger(count)) {
      throw unsupported("*", a, b);
    }
    int times = Math.max(0, Numbers.index(count, "the factor"));
    if (sequence instanceof Text text) {
      return environment.newText().repeat(text, times).toText().withSafe(text.safe());
    }
    if (sequence instanceof Items items
        && (items.kind() == Items.Kind.LIST || items.kind().tuple())) {
      environment.meter().items((long) times * items.size());
      List<Value> values = new ArrayList<>();
      for (int i = 0; i < times && !items.isEmpty(); i++) {
        values.addAll(items.values());
      }
      return items.kind() == Items.Kind.LIST ? Items.list(values) : Items.tuple(values);
    }
    throw unsupported("*", a, b);
  }

  private static Value integers(
      Environment environment, String operator, BigInteger a, BigInteger b) {
    environment.meter().integerBits((long) a.bitLength() + b.bitLength());
    return switch (operator) {
      case "+" -> new Value.Int(a.add(b));
      case "-" -> new Value.Int(a.subtract(b));
      case "*" -> new Value.Int(a.multiply(b));
      case "/" -> new Value.Real(quotient(a, b));
      case "//" -> new Value.Int(floorDivide(a, b));
      case "%" -> new Value.Int(a.subtract(floorDivide(a, b).multiply(b)));
      case "**" -> power(environment, a, b);
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static double quotient(BigInteger a, BigInteger b) {
    requireDivisor(b.signum() == 0);
    double quotient;
    if (a.bitLength() <= 53 && b.bitLength() <= 53) {
      quotient = a.doubleValue() / b.doubleValue();
    } else {
      // 40 digits before rounding to the 17 of a double
      quotient = new BigDecimal(a).divide(new BigDecimal(b), new MathContext(40)).doubleValue();
    }
    if (Double.isInfinite(quotient)) {
      throw new TemplateError("the quotient of two integers is too large for a float");
    }
    return quotient;
  }

  private static BigInteger floorDivide(BigInteger a, BigInteger b) {
    requireDivisor(b.signum() == 0);
    BigInteger[] parts = a.divideAndRemainder(b);
    boolean below = parts[1].signum() != 0 && parts[1].signum() != b.signum();
    return below ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static Value power(Environment environment, BigInteger base, BigInteger exponent) {
    if (exponent.signum() < 0) {
      return new Value.Real(realPower(base.doubleValue(), exponent.doubleValue()));
    }
    boolean trivial = base.bitLength() <= 1 && base.abs().compareTo(BigInteger.ONE) <= 0;
    if (!trivial) {
      int limited = exponent.bitLength() > 31 ? Integer.MAX_VALUE : exponent.intValue();
      environment.meter().integerBits((long) base.bitLength() * limited);
    }
    int small = trivial ? trivialExponent(exponent) : exponent.intValue();
    return new Value.Int(base.pow(small));
  }

  /// For the bases -1, 0 and 1 only whether the exponent is zero, odd or even matters.
  private static int trivialExponent(BigInteger exponent) {
    if (exponent.signum() == 0) {
      return 0;
    }
    return exponent.testBit(0) ? 1 : 2;
  }

  private static double reals(String operator, double a, double b) {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> {
        requireDivisor(b == 0);
        yield a / b;
      }
      case "//" -> {
        requireDivisor(b == 0);
        double quotient = (a - floorRemainder(a, b)) / b;
        double floor = Math.floor(quotient);
        yield quotient - floor > 0.5 ? floor + 1 : floor; // the quotient is whole but for rounding
      }
      case "%" -> {
        requireDivisor(b == 0);
        yield floorRemainder(a, b);
      }
      case "**" -> realPower(a, b);
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static double floorRemainder(double a, double b) {
    double remainder = a % b;
    if (remainder == 0) {
      return Math.copySign(0.0, b);
    }
    return remainder < 0 != b < 0 ? remainder + b : remainder;
  }

  private static double realPower(double base, double exponent) {
    if (base == 0 && exponent < 0) {
      throw new TemplateError("0 cannot be raised to a negative power");
    }
    double power = Math.pow(base, exponent);
    if (Double.isNaN(power) && !Double.isNaN(base) && !Double.isNaN(exponent)) {
      throw new TemplateError("a negative number to a fractional power");
    }
    if (Double.isInfinite(power) && Double.isFinite(base) && Double.isFinite(exponent)) {
      throw new TemplateError("the power is too large for a float");
    }
    return power;
  }

  private static void requireDivisor(boolean zero) {
    if (zero) {
      throw new TemplateError("division by zero");
    }
  }

  private static TemplateError unsupported(String operator, Value a, Value b) {
    return new TemplateError(
        "'"
            + operator
            + "' not supported between '"
            + Types.name(a)
            + "' and '"
            + Types.name(b)
            + "'");
  }
}
