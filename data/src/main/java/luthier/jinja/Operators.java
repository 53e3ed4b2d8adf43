package luthier.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Truth, equality, order and membership of values.
final class Operators {

  private Operators() {}

  static boolean truth(Value value) {
    return switch (value) {
      case Value.None _, Undefined _ -> false;
      case Value.Bool bool -> bool.value();
      case Value.Int integer -> integer.value().signum() != 0;
      case Value.Real real -> real.value() != 0;
      case Text text -> !text.isEmpty();
      case Items items -> !items.isEmpty();
      case Dict dict -> dict.size() > 0;
      case Stream _, Host _ -> true;
    };
  }

  static boolean equal(Environment environment, Value a, Value b) {
    environment.meter().step();
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      Integer order = Numbers.compare(a, b);
      return order != null && order == 0;
    }
    return switch (a) {
      case Text text -> text.equals(b);
      case Items items -> b instanceof Items other && equalItems(environment, items, other);
      case Dict dict -> b instanceof Dict other && equalDicts(environment, dict, other);
      case Undefined _ -> b instanceof Undefined;
      case Value.None _ -> b instanceof Value.None;
      case Stream _, Host _ -> a == b;
      case Value.Bool _, Value.Int _, Value.Real _ -> false;
    };
  }

  private static boolean equalItems(Environment environment, Items a, Items b) {
    boolean sameKind = a.kind() == b.kind() || a.kind().tuple() && b.kind().tuple();
    if (!sameKind || a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(environment, a.values().get(i), b.values().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalDicts(Environment environment, Dict a, Dict b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Dict.Entry entry : a.entries()) {
      Value other = b.get(entry.key());
      if (other == null || !equal(environment, entry.value(), other)) {
        return false;
      }
    }
    return true;
  }

  /// `a operator b` for `== != < <= > >= in` and `not in`.
  static boolean compare(Environment environment, String operator, Value a, Value b) {
    return switch (operator) {
      case "==" -> equal(environment, a, b);
      case "!=" -> !equal(environment, a, b);
      case "in" -> contains(environment, b, a);
      case "not in" -> !contains(environment, b, a);
      default -> ordered(environment, operator, a, b);
    };
  }

  private static boolean ordered(Environment environment, String operator, Value a, Value b) {
    if (Numbers.isNumber(a) && Numbers.isNumber(b) && Numbers.compare(a, b) == null) {
      return false; // NaN
    }
    int order = order(environment, operator, a, b);
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      default -> throw new IllegalArgumentException(operator);
    };
  }

  /// Negative, zero or positive as `a` comes before, with or after `b`.
  ///
  /// @param operator for the message
  /// @throws TemplateError when values of these types have no order
  static int order(Environment environment, String operator, Value a, Value b) {
    environment.meter().step();
    if (a instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (b instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      Integer order = Numbers.compare(a, b);
      return order == null ? 0 : order;
    }
    if (a instanceof Text x && b instanceof Text y) {
      return x.compareTo(y);
    }
    if (a instanceof Items x && b instanceof Items y && sequences(x, y)) {
      for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
        if (!equal(environment, x.values().get(i), y.values().get(i))) {
          return order(environment, operator, x.values().get(i), y.values().get(i));
        }
      }
      return Integer.compare(x.size(), y.size());
    }
    throw new TemplateError(
        "'"
            + operator
            + "' not supported between '"
            + Types.name(a)
            + "' and '"
            + Types.name(b)
            + "'");
  }

  private static boolean sequences(Items a, Items b) {
    return a.kind() == Items.Kind.LIST && b.kind() == Items.Kind.LIST
        || a.kind().tuple() && b.kind().tuple();
  }

  private static boolean contains(Environment environment, Value container, Value item) {
    if (container instanceof Text text) {
      if (item instanceof Text part) {
        environment.meter().work(text.chars().length() / Meter.UNITS_PER_STEP);
        return text.chars().contains(part.chars());
      }
      throw new TemplateError(
          "'in <string>' requires a string on its left, found " + Types.name(item));
    }
    if (container instanceof Dict dict) {
      return dict.contains(item);
    }
    Iterator<Value> items = Iteration.over(container);
    while (items.hasNext()) {
      if (equal(environment, items.next(), item)) {
        return true;
      }
    }
    return false;
  }

  /// Several texts in a row. Where one is escaped already ("Markup") and `escaping`, the others are
  /// escaped as well.
  static Text concat(Environment environment, List<Text> parts, boolean escaping) {
    boolean safe = escaping && parts.stream().anyMatch(Text::safe);
    TextBuilder out = environment.newText();
    for (Text part : parts) {
      out.append(safe ? Escaping.escape(environment, part) : part);
    }
    return out.toText().withSafe(safe);
  }

  /// `a ~ b ~ …`.
  static Text join(Environment environment, List<Value> values) {
    List<Text> texts = new ArrayList<>();
    values.forEach(value -> texts.add(environment.text(value)));
    return concat(environment, texts, environment.autoescape());
  }
}
