package luthier.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `namespace(…)`: the only thing whose attributes a template may set.
final class Namespace implements Host {

  private final Map<String, Value> values;

  Namespace(Map<String, Value> values) {
    this.values = new HashMap<>(values);
  }

  void set(String name, Value value) {
    values.put(name, value);
  }

  @Override
  public String typeName() {
    return "namespace";
  }

  @Override
  public @Nullable Value attribute(String name) {
    return values.get(name);
  }
}
