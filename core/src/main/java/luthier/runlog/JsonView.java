package luthier.runlog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import luthier.InvalidInputException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A JSON object that is read key by key; a missing key or a wrong type is an error that says
/// where.
public final class JsonView {

  private static final int SHOWN_CHARACTERS = 80;

  private final String where;
  private final JsonNode node;

  private JsonView(String where, JsonNode node) {
    this.where = where;
    this.node = node;
  }

  static JsonView of(String where, JsonNode node) {
    if (!node.isObject()) {
      throw new InvalidInputException(where + ": is " + kind(node) + ", expected an object");
    }
    return new JsonView(where, node);
  }

  /// Where the object stands, the way messages start.
  public String where() {
    return where;
  }

  /// Whether the key is there with a value other than null.
  public boolean has(String key) {
    return node.hasNonNull(key);
  }

  /// The keys, in the order of the file.
  public List<String> keys() {
    return List.copyOf(node.propertyNames());
  }

  /// A string.
  public String text(String key) {
    JsonNode value = required(key);
    if (!value.isString()) {
      throw wrong(key, value, "a string");
    }
    return value.stringValue();
  }

  /// A string, if it is there.
  public Optional<String> optionalText(String key) {
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  /// A whole number.
  public long whole(String key) {
    JsonNode value = required(key);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(key, value, "a whole number");
    }
    return value.longValue();
  }

  /// A whole number that fits an `int`.
  public int wholeInt(String key) {
    long value = whole(key);
    if (value != (int) value) {
      throw wrong(key, required(key), "a whole number below 2^31");
    }
    return (int) value;
  }

  /// A number, be it NaN or infinite.
  public double number(String key) {
    return number(key, required(key));
  }

  /// True or false.
  public boolean flag(String key) {
    JsonNode value = required(key);
    if (!value.isBoolean()) {
      throw wrong(key, value, "true or false");
    }
    return value.booleanValue();
  }

  /// An object.
  public JsonView object(String key) {
    JsonNode value = required(key);
    if (!value.isObject()) {
      throw wrong(key, value, "an object");
    }
    return new JsonView(where + ": " + key, value);
  }

  /// The objects of an array, each read by `reader`; empty when the key is not there.
  public <T> List<T> list(String key, Function<JsonView, T> reader) {
    List<T> items = new ArrayList<>();
    int index = 0;
    for (JsonNode item : array(key)) {
      items.add(reader.apply(of(where + ": " + key + "[" + index + "]", item)));
      index++;
    }
    return items;
  }

  /// The strings of an array; empty when the key is not there.
  public List<String> texts(String key) {
    List<String> items = new ArrayList<>();
    for (JsonNode item : array(key)) {
      if (!item.isString()) {
        throw wrong(key, item, "strings");
      }
      items.add(item.stringValue());
    }
    return items;
  }

  /// The numbers of an array; empty when the key is not there.
  public List<Double> numbers(String key) {
    List<Double> items = new ArrayList<>();
    for (JsonNode item : array(key)) {
      items.add(number(key, item));
    }
    return items;
  }

  /// An object whose values are strings, in the order of the file; empty when the key is not there.
  public Map<String, String> textMap(String key) {
    Map<String, String> map = new LinkedHashMap<>();
    if (has(key)) {
      JsonView inner = object(key);
      inner.keys().forEach(name -> map.put(name, inner.text(name)));
    }
    return map;
  }

  /// The numbers under all keys but those named, in the order of the file.
  Map<String, Double> numbersExcept(List<String> known) {
    Map<String, Double> map = new LinkedHashMap<>();
    for (String key : keys()) {
      if (!known.contains(key)) {
        map.put(key, number(key));
      }
    }
    return map;
  }

  private Iterable<JsonNode> array(String key) {
    if (!has(key)) {
      return List.of();
    }
    JsonNode value = required(key);
    if (!value.isArray()) {
      throw wrong(key, value, "an array");
    }
    return value;
  }

  private double number(String key, JsonNode value) {
    if (value.isNumber()) {
      return value.doubleValue();
    }
    return switch (value.isString() ? value.stringValue() : "") {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw wrong(key, value, "a number");
    };
  }

  private JsonNode required(String key) {
    @Nullable JsonNode value = node.get(key);
    if (value == null) {
      throw new InvalidInputException(
          where + ": key '" + key + "' is missing; found the keys " + shortened("" + keys()));
    }
    return value;
  }

  private InvalidInputException wrong(String key, JsonNode value, String expected) {
    return new InvalidInputException(
        where + ": key '" + key + "' is " + kind(value) + ", expected " + expected);
  }

  private static String kind(JsonNode value) {
    String name = value.getNodeType().name().toLowerCase(Locale.ROOT);
    return value.isContainer() ? "an " + name : name + " " + shortened(value.toString());
  }

  static String shortened(String text) {
    String line = text.strip();
    return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
