package luthier.source;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Fields that were taken by their usual names where the recipe names none.
final class FoundFields {

  private final Map<String, TreeSet<String>> names = new TreeMap<>();

  /// @param key that would name it
  void add(String key, String field) {
    names.computeIfAbsent(key, _ -> new TreeSet<>()).add(field);
  }

  /// The key of each, and the field; several where files differ.
  Map<String, String> byKey() {
    Map<String, String> all = new TreeMap<>();
    names.forEach((key, fields) -> all.put(key, String.join(", ", fields)));
    return all;
  }
}
