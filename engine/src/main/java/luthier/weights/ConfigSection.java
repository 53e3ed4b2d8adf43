package luthier.weights;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.StreamSupport;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A JSON configuration while it is being read: a whole file or an object inside it.
///
/// A wrong value is noted, not thrown, and a harmless one is returned in its place, so that one
/// pass finds everything; [#refuseUnread] then throws all findings together, along with every key
/// that nobody asked for. Nothing may be built from the values before that call returns. `null`
/// counts as absent.
public final class ConfigSection {

  private final ConfigProblems problems;
  private final String prefix;
  private final ObjectNode values;
  private final BiPredicate<String, JsonNode> harmless;
  private final Set<String> read = new HashSet<>();
  private final Map<String, ConfigSection> opened = new LinkedHashMap<>();

  private ConfigSection(
      ConfigProblems problems,
      String prefix,
      ObjectNode values,
      BiPredicate<String, JsonNode> harmless) {
    this.problems = problems;
    this.prefix = prefix;
    this.values = values;
    this.harmless = harmless;
  }

  /// Starts to read a file of which every key must be asked for.
  ///
  /// @throws InvalidInputException when it is missing or no JSON object
  public static ConfigSection ofFile(Path file) {
    return of(file, JsonFiles.readObject(file), (_, _) -> false);
  }

  /// @param harmless the keys, with their values, that need not be asked for at the top level
  static ConfigSection of(Path file, ObjectNode values, BiPredicate<String, JsonNode> harmless) {
    return new ConfigSection(new ConfigProblems(file), "", values, harmless);
  }

  /// Whether the key is there and not null. Does not count as reading it.
  public boolean has(String key) {
    return values.hasNonNull(key);
  }

  /// Whether the key is there, be it with null. Does not count as reading it.
  public boolean names(String key) {
    return values.has(key);
  }

  /// A size of at least 1 and no absurd one.
  public int integer(String key) {
    return required(key, optionalInteger(key).orElse(1));
  }

  /// A size of at least 1, or `absent`.
  public int integer(String key, int absent) {
    return optionalInteger(key).orElse(absent);
  }

  /// A size of at least 1, where absence means something.
  public OptionalInt optionalInteger(String key) {
    return optionalInteger(key, 1);
  }

  /// A count that may be 0, or `absent`.
  public int count(String key, int absent) {
    return optionalInteger(key, 0).orElse(absent);
  }

  /// A finite number.
  public double number(String key) {
    return required(key, optionalNumber(key).orElse(1));
  }

  /// A finite number, or `absent`.
  public double number(String key, double absent) {
    return optionalNumber(key).orElse(absent);
  }

  /// A finite number, where absence means something.
  public OptionalDouble optionalNumber(String key) {
    JsonNode value = take(key);
    if (value == null) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue(Double.NaN))) {
      problem(key, found(value) + ", expected a finite number");
      return OptionalDouble.of(1);
    }
    return OptionalDouble.of(value.doubleValue());
  }

  /// A finite number above 0, or `absent`.
  public double positive(String key, double absent) {
    OptionalDouble value = optionalNumber(key);
    if (value.isPresent() && value.getAsDouble() <= 0) {
      problem(key, "found " + value.getAsDouble() + ", expected a number above 0");
      return 1;
    }
    return value.orElse(absent);
  }

  /// A probability: at least 0, below 1; 0 when absent.
  public double probability(String key) {
    return probability(key, 0);
  }

  /// A number of at least 0 and less than 1, with a value where the key is absent or null.
  public double probability(String key, double absent) {
    double value = number(key, absent);
    if (value < 0 || value >= 1) {
      problem(key, "found " + value + ", expected a number from 0 to below 1");
      return 0;
    }
    return value;
  }

  /// True or false.
  public boolean bool(String key) {
    return required(key, bool(key, false));
  }

  /// True or false, or `absent`.
  public boolean bool(String key, boolean absent) {
    JsonNode value = take(key);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      problem(key, found(value) + ", expected true or false");
      return absent;
    }
    return value.booleanValue();
  }

  /// A text.
  public String text(String key) {
    return required(key, optionalText(key).orElse(""));
  }

  /// A text, or `absent`.
  public String text(String key, String absent) {
    return optionalText(key).orElse(absent);
  }

  /// A text, where absence means something.
  public Optional<String> optionalText(String key) {
    JsonNode value = take(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isString()) {
      problem(key, found(value) + ", expected a text");
      return Optional.of("");
    }
    return Optional.of(value.stringValue());
  }

  /// A list of texts; empty when absent.
  public List<String> texts(String key) {
    List<JsonNode> items = items(key, "texts");
    if (!items.stream().allMatch(JsonNode::isString)) {
      problem(key, found(values.get(key)) + ", expected a list of texts");
      return List.of();
    }
    return items.stream().map(JsonNode::stringValue).toList();
  }

  /// A list of texts, or one text that holds them between separators; empty when absent.
  ///
  /// @param separator a regular expression
  public List<String> texts(String key, String separator) {
    JsonNode value = values.get(key);
    return value != null && value.isString() ? List.of(text(key).split(separator)) : texts(key);
  }

  /// A list of finite numbers; empty when absent.
  public List<Double> numbers(String key) {
    List<JsonNode> items = items(key, "numbers");
    if (!items.stream().allMatch(n -> n.isNumber() && Double.isFinite(n.doubleValue(Double.NaN)))) {
      problem(key, found(values.get(key)) + ", expected a list of finite numbers");
      return List.of();
    }
    return items.stream().map(JsonNode::doubleValue).toList();
  }

  /// Ids of tokens: one, or a list of them; empty when absent.
  public List<Integer> tokenIds(String key) {
    JsonNode value = take(key);
    if (value == null) {
      return List.of();
    }
    List<JsonNode> items = value.isArray() ? list(value) : List.of(value);
    for (JsonNode item : items) {
      if (!item.isIntegralNumber() || !item.canConvertToInt() || item.intValue() < 0) {
        problem(key, found(item) + ", expected token ids from 0");
        return List.of();
      }
    }
    return items.stream().map(JsonNode::intValue).toList();
  }

  /// An object inside this one. Its own keys must be read too.
  public Optional<ConfigSection> optionalSection(String key) {
    JsonNode value = take(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof ObjectNode object)) {
      problem(key, found(value) + ", expected an object");
      return Optional.empty();
    }
    return Optional.of(
        opened.computeIfAbsent(
            key, _ -> new ConfigSection(problems, path(key) + ".", object, (_, _) -> false)));
  }

  /// Keys that change nothing in what is computed here, whatever they say.
  public void irrelevant(String... keys) {
    Collections.addAll(read, keys);
  }

  /// All keys of this object: it was refused as a whole, and its parts need no mention.
  public void irrelevantRest() {
    read.addAll(values.propertyNames());
  }

  /// A key that is only understood with one of these values (texts, numbers, booleans), or absent;
  /// anything else is unsupported.
  public void only(String key, Object... accepted) {
    JsonNode value = take(key);
    if (value == null) {
      return;
    }
    for (Object one : accepted) {
      boolean equal =
          one instanceof Number number
              ? value.isNumber() && value.doubleValue() == number.doubleValue()
              : value.isValueNode() && value.asString().equals(String.valueOf(one));
      if (equal) {
        return;
      }
    }
    unsupported(
        key,
        found(value)
            + ", supported is only "
            + String.join(" or ", List.of(accepted).stream().map(String::valueOf).toList()));
  }

  /// Notes a problem unless `value` is a multiple of `divisor`, both as read under their keys.
  public void requireMultiple(String key, long value, String divisorKey, long divisor) {
    boolean known = !problems.isInvalid(path(key)) && !problems.isInvalid(path(divisorKey));
    if (known && value % divisor != 0) {
      problem(key, "found " + value + ", expected a multiple of " + divisorKey + " = " + divisor);
    }
  }

  /// Notes what is wrong with the value of a key.
  public void problem(String key, String what) {
    problems.invalid(path(key), what);
  }

  /// Notes that the value of a key is valid, but not supported.
  public void unsupported(String key, String what) {
    problems.unsupported(path(key), what);
  }

  /// Ends the reading.
  ///
  /// @throws InvalidInputException with everything that was found, when a value is wrong
  /// @throws UnsupportedException with everything that was found, when all values are right but
  ///   some are not supported or belong to keys that nobody read
  public void refuseUnread() {
    noteUnread();
    problems.throwIfAny();
  }

  /// Ends the reading of a file that is not read to its end.
  ///
  /// @throws InvalidInputException with everything that was found so far
  public void refuseWrong() {
    problems.throwIfAny();
  }

  private void noteUnread() {
    for (Map.Entry<String, JsonNode> entry : values.properties()) {
      String key = entry.getKey();
      JsonNode value = entry.getValue();
      if (!value.isNull() && !read.contains(key) && !harmless.test(key, value)) {
        unsupported(key, GenericKeys.whyRefused(key, value));
      }
    }
    opened.values().forEach(ConfigSection::noteUnread);
  }

  private OptionalInt optionalInteger(String key, int least) {
    JsonNode value = take(key);
    if (value == null) {
      return OptionalInt.empty();
    }
    int most = SizeLimits.most(key);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < least
        || value.intValue() > most) {
      problem(key, found(value) + ", expected a whole number from " + least + " to " + most);
      return OptionalInt.of(1);
    }
    return OptionalInt.of(value.intValue());
  }

  private List<JsonNode> items(String key, String of) {
    JsonNode value = take(key);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      problem(key, found(value) + ", expected a list of " + of);
      return List.of();
    }
    return list(value);
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private @Nullable JsonNode take(String key) {
    read.add(key);
    JsonNode value = values.get(key);
    return value == null || value.isNull() ? null : value;
  }

  private <T> T required(String key, T value) {
    if (!has(key)) {
      problem(key, "missing");
    }
    return value;
  }

  private String path(String key) {
    return prefix + key;
  }

  private static String found(JsonNode value) {
    return "found " + Excerpt.of(value.toString());
  }
}
