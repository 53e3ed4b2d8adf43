package luthier.recipe;

import java.util.Map;
import java.util.stream.Collectors;

/// One key that a search sets.
///
/// @param key dotted
/// @param when values that keys before this one must have for it to be set at all; empty: always
public record Dimension(String key, Space space, Map<String, String> when) {

  public Dimension {
    when = Map.copyOf(when);
  }

  /// Whether the key is set where those before it have these values.
  public boolean isActive(Map<String, String> values) {
    return when.entrySet().stream()
        .allMatch(each -> each.getValue().equals(values.get(each.getKey())));
  }

  String yaml() {
    String condition =
        when.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(each -> Yaml.text(each.getKey()) + ": " + each.getValue())
            .collect(Collectors.joining(", ", ", when: {", "}"));
    return Yaml.text(key) + ": {" + space.yaml() + (when.isEmpty() ? "" : condition) + "}";
  }
}
