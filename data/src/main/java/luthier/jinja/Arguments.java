package luthier.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The arguments of one call, taken in the order of the callee's parameters. Every callee ends with
/// [#end], so that no argument is accepted and then ignored.
final class Arguments {

  private final String callee;
  private final List<Value> positional;
  private final Map<String, Value> named;
  private int next;

  /// @param named in the order given
  Arguments(String callee, List<Value> positional, Map<String, Value> named) {
    this.callee = callee;
    this.positional = new ArrayList<>(positional);
    this.named = new LinkedHashMap<>(named);
  }

  static Arguments of(String callee, Value... positional) {
    return new Arguments(callee, List.of(positional), Map.of());
  }

  /// The next parameter's value, null when it is not given.
  @Nullable Value take(String parameter) {
    if (next < positional.size()) {
      if (named.containsKey(parameter)) {
        throw new TemplateError(callee + "() got two values for '" + parameter + "'");
      }
      return positional.get(next++);
    }
    return named.remove(parameter);
  }

  Value required(String parameter) {
    Value value = take(parameter);
    if (value == null) {
      throw new TemplateError(callee + "() needs the argument '" + parameter + "'");
    }
    return value;
  }

  Value optional(String parameter, Value absent) {
    Value value = take(parameter);
    return value == null ? absent : value;
  }

  /// A text, `None` or missing counting as absent.
  @Nullable Text optionalText(String parameter) {
    Value value = take(parameter);
    return value == null || value instanceof Value.None ? null : text(value, parameter);
  }

  Text requiredText(String parameter) {
    return text(required(parameter), parameter);
  }

  /// An integer that is cut to the range of a Java int: no position or count here is larger.
  int optionalInt(String parameter, int absent) {
    Value value = take(parameter);
    return value == null
        ? absent
        : Numbers.index(value, callee + "() argument '" + parameter + "'");
  }

  boolean optionalFlag(String parameter, boolean absent) {
    Value value = take(parameter);
    return value == null ? absent : Operators.truth(value);
  }

  /// All positional arguments that were not taken.
  List<Value> restPositional() {
    List<Value> rest = List.copyOf(positional.subList(next, positional.size()));
    next = positional.size();
    return rest;
  }

  /// All named arguments that were not taken, in order.
  Map<String, Value> restNamed() {
    Map<String, Value> rest = new LinkedHashMap<>(named);
    named.clear();
    return rest;
  }

  /// @throws TemplateError when an argument was not taken
  void end() {
    if (next < positional.size()) {
      throw new TemplateError(
          callee + "() takes " + next + " positional arguments, found " + positional.size());
    }
    if (!named.isEmpty()) {
      throw new TemplateError(
          callee + "() has no argument '" + named.keySet().iterator().next() + "'");
    }
  }

  private Text text(Value value, String parameter) {
    if (value instanceof Text text) {
      return text;
    }
    throw new TemplateError(
        callee + "() argument '" + parameter + "' must be str, not " + Types.name(value));
  }
}
