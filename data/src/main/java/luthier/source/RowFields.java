package luthier.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import luthier.Excerpt;
import luthier.InvalidInputException;
import luthier.example.MessageReader;
import org.jspecify.annotations.Nullable;

/// The fields of a row, and which of them were used.
final class RowFields {

  private final Map<String, Object> fields;
  private final Set<String> used = new LinkedHashSet<>();

  RowFields(Map<String, Object> fields) {
    this.fields = fields;
  }

  boolean has(String key) {
    return fields.get(key) != null;
  }

  /// Whether there is such a field, be it null.
  boolean names(String key) {
    return fields.containsKey(key);
  }

  /// The names of the first fields, for messages.
  String shownNames() {
    return fields.isEmpty() ? "no fields" : shown(fields.keySet());
  }

  /// The value, null when the field is missing or null.
  @Nullable Object get(String key) {
    used.add(key);
    return fields.get(key);
  }

  /// The value of a field that must be there.
  Object required(String key) {
    Object value = get(key);
    if (value == null) {
      throw new InvalidInputException(
          (fields.containsKey(key) ? "has null as '" : "has no field '")
              + key
              + "'; found "
              + (fields.isEmpty() ? "no fields" : shown(fields.keySet())));
    }
    return value;
  }

  /// The text of a field that must be there.
  String text(String key) {
    return asText(key, required(key));
  }

  /// The text of a field, empty when it is missing, null or "".
  Optional<String> optionalText(String key) {
    Object value = get(key);
    return value == null
        ? Optional.empty()
        : Optional.of(asText(key, value)).filter(t -> !t.isEmpty());
  }

  /// The fields that nobody asked for and that are not null.
  Map<String, Object> unused() {
    Map<String, Object> rest = new LinkedHashMap<>();
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      if (field.getValue() != null && !used.contains(field.getKey())) {
        rest.put(field.getKey(), field.getValue());
      }
    }
    return rest;
  }

  /// The row's group: the value of the field, as text.
  ///
  /// @param path a field's name, or `a.b` for the field b of the object a
  String group(String path) {
    Object value = fields.containsKey(path) ? get(path) : inner(path);
    return switch (value) {
      case String text when !text.isBlank() -> text;
      case Long number -> number.toString();
      case java.math.BigInteger number -> number.toString();
      case Boolean bool -> bool.toString();
      case null ->
          throw new InvalidInputException(
              "has no field " + Excerpt.of(path) + ", by which data.group_by groups the rows");
      default ->
          throw new InvalidInputException(
              "has in "
                  + Excerpt.of(path)
                  + " (data.group_by) "
                  + MessageReader.kind(value)
                  + ", expected a text or a whole number");
    };
  }

  private @Nullable Object inner(String path) {
    Object value = fields;
    for (String key : path.split("\\.", -1)) {
      value = value instanceof Map<?, ?> object ? object.get(key) : null;
    }
    return value;
  }

  private static String asText(String key, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new InvalidInputException(
        "has in '" + key + "' " + MessageReader.kind(value) + ", expected a text");
  }

  private static String shown(Set<String> keys) {
    List<String> names = new ArrayList<>();
    for (String key : keys) {
      if (names.size() == 6) {
        names.add("…");
        break;
      }
      names.add(Excerpt.of(key));
    }
    return String.join(", ", names);
  }
}
