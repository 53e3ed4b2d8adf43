package luthier.jinja;

import java.math.BigInteger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import org.jspecify.annotations.Nullable;

/// A compiled template.
public final class Template {

  private static final int DEEPEST_VALUE = 500;

  private final String name;
  private final List<Stmt> statements;

  private Template(String name, List<Stmt> statements) {
    this.name = name;
    this.statements = statements;
  }

  /// @param name for messages
  /// @throws InvalidInputException naming the line, when the template is malformed
  public static Template compile(String source, String name) {
    try {
      return new Template(name, Parser.parse(source));
    } catch (TemplateError e) {
      throw wrong(name, e);
    } catch (StackOverflowError e) {
      throw new InvalidInputException(name + ": the template is nested too deeply", e);
    }
  }

  /// @param variables JSON values: String, Boolean, Integer, Long, BigInteger, Double, List, Map
  ///   with String keys, null
  /// @param trace what is followed into the output
  /// @throws InvalidInputException naming the line, when the template raises an error or does not
  ///   end
  public Rendered render(Map<String, ?> variables, Trace trace, Clock clock, Limits limits) {
    Environment environment = new Environment(new Meter(limits), clock);
    Scope globals = new Scope(null);
    Builtins.of(environment).forEach(globals::set);
    try {
      for (Map.Entry<String, ?> entry : variables.entrySet()) {
        boolean traced = entry.getKey().equals(trace.variable());
        Mark mark = trace.trusted().contains(entry.getKey()) ? Mark.LITERAL : Mark.DATA;
        globals.set(
            entry.getKey(),
            traced ? traced(entry.getValue(), trace) : value(entry.getValue(), mark, 0));
      }
      Interpreter interpreter = new Interpreter(environment, globals);
      Text text = interpreter.run(statements);
      Mark[] marks = new Mark[text.chars().length()];
      Arrays.setAll(marks, text::mark);
      return new Rendered(text.chars(), List.of(marks), interpreter.iterationItems());
    } catch (TemplateError e) {
      throw wrong(name, e);
    } catch (StackOverflowError e) {
      throw new InvalidInputException(
          name + ": the template or its values are nested too deeply", e);
    }
  }

  private static InvalidInputException wrong(String name, TemplateError e) {
    String line = e.line() > 0 ? ":" + e.line() : "";
    return new InvalidInputException(name + line + ": " + Types.shorten(e.getMessage()), e);
  }

  private static Value traced(@Nullable Object value, Trace trace) {
    if (!(value instanceof List<?> list)) {
      return value(value, Mark.LITERAL, 0);
    }
    List<Value> items = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof Map<?, ?> map)) {
        items.add(value(list.get(i), Mark.ofItem(i, false), 0));
        continue;
      }
      Dict.Builder builder = new Dict.Builder();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String key = String.valueOf(entry.getKey());
        boolean label = trace.labels().contains(key);
        Mark mark = Mark.ofItem(i, label);
        boolean word = label && trace.words().contains(String.valueOf(entry.getValue()));
        builder.put(key(key, mark), value(entry.getValue(), word ? mark.trusted() : mark, 1));
      }
      items.add(builder.build(i));
    }
    return Items.list(items);
  }

  /// A key is no matter of an item, but data all the same.
  private static Text key(String key, Mark mark) {
    return key.isEmpty() ? Text.EMPTY : Text.of(key, mark.data() ? Mark.DATA : Mark.LITERAL);
  }

  private static Value value(@Nullable Object value, Mark mark, int depth) {
    if (depth > DEEPEST_VALUE) {
      throw new TemplateError("a value is nested more than " + DEEPEST_VALUE + " levels deep");
    }
    return switch (value) {
      case null -> Value.NONE;
      case String text -> text.isEmpty() ? Text.EMPTY : Text.of(text, mark);
      case Boolean bool -> Value.of(bool);
      case Integer number -> Value.of(number);
      case Long number -> Value.of(number);
      case BigInteger number -> new Value.Int(number);
      case Double number -> new Value.Real(number);
      case List<?> list -> {
        List<Value> items = new ArrayList<>();
        for (Object each : list) {
          items.add(value(each, mark, depth + 1));
        }
        yield Items.list(items);
      }
      case Map<?, ?> map -> {
        Dict.Builder builder = new Dict.Builder();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          builder.put(
              key(String.valueOf(entry.getKey()), mark), value(entry.getValue(), mark, depth + 1));
        }
        yield builder.build();
      }
      default -> throw new IllegalArgumentException("no JSON value: " + value.getClass().getName());
    };
  }
}
