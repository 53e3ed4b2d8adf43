package luthier.jinja;

import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// `loop` inside a `for`.
final class LoopInfo implements Host {

  private final List<Value> items;
  private final int depth;
  private final @Nullable BiFunction<Value, Integer, Text> again;
  private final Environment environment;
  private int index;
  private @Nullable Value lastChanged;

  /// @param depth 0 for the outermost call of a recursive loop
  /// @param again renders the loop over other items, one deeper; null where it is not recursive
  LoopInfo(
      Environment environment,
      List<Value> items,
      int depth,
      @Nullable BiFunction<Value, Integer, Text> again) {
    this.environment = environment;
    this.items = items;
    this.depth = depth;
    this.again = again;
  }

  void moveTo(int newIndex) {
    index = newIndex;
  }

  @Override
  public String typeName() {
    return "loop";
  }

  @Override
  public @Nullable Value attribute(String name) {
    int size = items.size();
    return switch (name) {
      case "index" -> Value.of(index + 1L);
      case "index0" -> Value.of(index);
      case "revindex" -> Value.of((long) size - index);
      case "revindex0" -> Value.of(size - index - 1L);
      case "first" -> Value.of(index == 0);
      case "last" -> Value.of(index == size - 1);
      case "length" -> Value.of(size);
      case "depth" -> Value.of(depth + 1L);
      case "depth0" -> Value.of(depth);
      case "previtem" ->
          index == 0 ? new Undefined("there is no previous item") : items.get(index - 1);
      case "nextitem" ->
          index == size - 1 ? new Undefined("there is no next item") : items.get(index + 1);
      case "cycle" -> new Function("cycle", this::cycle);
      case "changed" -> new Function("changed", this::changed);
      default -> null;
    };
  }

  private Value cycle(Arguments arguments) {
    List<Value> values = arguments.restPositional();
    arguments.end();
    if (values.isEmpty()) {
      throw new TemplateError("cycle() needs at least one argument");
    }
    return values.get(index % values.size());
  }

  private Value changed(Arguments arguments) {
    Value now = Items.tuple(arguments.restPositional());
    arguments.end();
    boolean same = lastChanged != null && Operators.equal(environment, lastChanged, now);
    lastChanged = now;
    return Value.of(!same);
  }

  @Override
  public boolean callable() {
    return true;
  }

  @Override
  public Value call(Arguments arguments) {
    if (again == null) {
      throw new TemplateError("this loop is not recursive");
    }
    Value other = arguments.required("iterable");
    arguments.end();
    return again.apply(other, depth + 1);
  }
}
