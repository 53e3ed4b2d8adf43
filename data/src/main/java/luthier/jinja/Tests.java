package luthier.jinja;

import java.math.BigInteger;
import java.util.Set;

/// What `x is …` asks.
final class Tests {

  private final Environment environment;

  Tests(Environment environment) {
    this.environment = environment;
  }

  /// Whether there is a test of that name.
  static boolean exists(String name) {
    return NAMES.contains(name);
  }

  private static final Set<String> NAMES =
      Set.of(
          "odd",
          "even",
          "divisibleby",
          "defined",
          "undefined",
          "filter",
          "test",
          "none",
          "boolean",
          "false",
          "true",
          "integer",
          "float",
          "lower",
          "upper",
          "string",
          "mapping",
          "number",
          "sequence",
          "iterable",
          "callable",
          "sameas",
          "escaped",
          "in",
          "==",
          "eq",
          "equalto",
          "!=",
          "ne",
          ">",
          "gt",
          "greaterthan",
          "ge",
          ">=",
          "<",
          "lt",
          "lessthan",
          "<=",
          "le");

  boolean holds(String name, Value v, Arguments a) {
    boolean result =
        switch (name) {
          case "odd" -> integer(v).testBit(0);
          case "even" -> !integer(v).testBit(0);
          case "divisibleby" -> divisible(v, a);
          case "defined" -> !(v instanceof Undefined);
          case "undefined" -> v instanceof Undefined;
          case "filter" -> v instanceof Text text && Filters.exists(text.chars());
          case "test" -> v instanceof Text text && exists(text.chars());
          case "none" -> v instanceof Value.None;
          case "boolean" -> v instanceof Value.Bool;
          case "false" -> v instanceof Value.Bool bool && !bool.value();
          case "true" -> v instanceof Value.Bool bool && bool.value();
          case "integer" -> v instanceof Value.Int;
          case "float" -> v instanceof Value.Real;
          case "lower" -> TextMethods.isCase(environment.text(v), false);
          case "upper" -> TextMethods.isCase(environment.text(v), true);
          case "string" -> v instanceof Text;
          case "mapping" -> v instanceof Dict;
          case "number" -> Numbers.isNumber(v);
          case "sequence" -> isSequence(v);
          case "iterable" -> isSequence(v) || v instanceof Stream || v instanceof Items;
          case "callable" -> // calling what is undefined is an error, but Jinja calls it callable
              v instanceof Undefined || (v instanceof Host host && host.callable());
          case "sameas" -> same(v, a.required("other"));
          case "escaped" -> v instanceof Text text && text.safe();
          case "in" -> Operators.compare(environment, "in", v, a.required("seq"));
          case "==", "eq", "equalto" -> compare("==", v, a);
          case "!=", "ne" -> compare("!=", v, a);
          case ">", "gt", "greaterthan" -> compare(">", v, a);
          case ">=", "ge" -> compare(">=", v, a);
          case "<", "lt", "lessthan" -> compare("<", v, a);
          case "<=", "le" -> compare("<=", v, a);
          default -> throw new TemplateError("no test named '" + Types.shorten(name) + "'");
        };
    a.end();
    return result;
  }

  private boolean compare(String operator, Value v, Arguments a) {
    return Operators.compare(environment, operator, v, a.required("other"));
  }

  private static BigInteger integer(Value v) {
    if (v instanceof Undefined undefined) {
      throw undefined.error();
    }
    return Numbers.integer(v);
  }

  private static boolean divisible(Value v, Arguments a) {
    BigInteger divisor = integer(a.required("num"));
    if (divisor.signum() == 0) {
      throw new TemplateError("division by zero");
    }
    return integer(v).mod(divisor.abs()).signum() == 0;
  }

  /// Undefined counts: Jinja gives it a length and items.
  private static boolean isSequence(Value v) {
    return v instanceof Text
        || v instanceof Dict
        || v instanceof Undefined
        || (v instanceof Items items && !items.kind().view());
  }

  private boolean same(Value a, Value b) {
    boolean simple = a instanceof Value.None || a instanceof Value.Bool || a instanceof Value.Int;
    return a == b || (simple && a.equals(b)) || (a instanceof Text && a.equals(b));
  }
}
