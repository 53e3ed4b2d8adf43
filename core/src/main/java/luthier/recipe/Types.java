package luthier.recipe;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import luthier.Spelling;
import org.jspecify.annotations.Nullable;

/// The types that keys of a recipe have: text, numbers, choices, lists.
final class Types {

  private Types() {}

  /// Text that is not empty.
  static Type<String> text(String expected, Predicate<String> allowed) {
    return new Type<>(
        expected,
        found ->
            found instanceof Found.Text text
                ? Reading.good(text.text())
                : new Reading.Bad<>(found.show(), expected, quotesFor(found)),
        value -> !value.isEmpty() && allowed.test(value),
        Yaml::text);
  }

  private static String quotesFor(Found found) {
    return switch (found) {
      case Found.Numeral _, Found.Flag _ -> "put it in quotes if it is text";
      case Found.Section _ -> "put text that holds ': ' in quotes";
      case Found.Text _, Found.Nothing _, Found.Items _ -> "";
    };
  }

  static Type<String> text(String expected) {
    return text(expected, _ -> true);
  }

  static Type<Boolean> flag() {
    String expected = "true or false";
    return new Type<>(
        expected,
        found ->
            found instanceof Found.Flag flag
                ? Reading.good(flag.value())
                : Reading.bad(found, expected),
        _ -> true,
        String::valueOf);
  }

  /// A whole number; `1e3` and `16.0` are whole, `3.7` is not.
  static Type<Long> wholeNumber(long least, long most) {
    String expected =
        most == Long.MAX_VALUE || most == Integer.MAX_VALUE
            ? "a whole number of at least " + least
            : "a whole number from " + least + " to " + most;
    BigDecimal tooBig = new BigDecimal(BigInteger.TWO.pow(63));
    return new Type<>(
        expected,
        found -> {
          if (!(found instanceof Found.Numeral number)
              || number.value().abs().compareTo(tooBig) >= 0
              || number.value().stripTrailingZeros().scale() > 0) {
            return notNumber(found, expected);
          }
          return Reading.good(number.value().longValueExact());
        },
        value -> value >= least && value <= most,
        String::valueOf);
  }

  private static <T> Reading<T> notNumber(Found found, String expected) {
    boolean quoted = found instanceof Found.Text text && YamlReader.isNumber(text.text());
    return new Reading.Bad<>(found.show(), expected, quoted ? "leave the quotes out" : "");
  }

  static Type<Integer> count(int least) {
    return wholeNumber(least, Integer.MAX_VALUE).as(Math::toIntExact, Integer::longValue);
  }

  /// A finite number.
  ///
  /// @param allowed the range that `range` puts into words
  static Type<Double> number(String range, Predicate<Double> allowed) {
    String expected = "a number " + range;
    return new Type<>(
        expected,
        found ->
            found instanceof Found.Numeral number
                ? Reading.good(number.value().doubleValue())
                : notNumber(found, expected),
        value -> Double.isFinite(value) && allowed.test(value),
        Yaml::number);
  }

  static Type<Double> positive() {
    return number("greater than 0", value -> value > 0);
  }

  static Type<Double> notNegative() {
    return number("of at least 0", value -> value >= 0);
  }

  /// At least 0 and less than 1.
  static Type<Double> fraction() {
    return number("of at least 0 and less than 1", value -> value >= 0 && value < 1);
  }

  /// One of the constants of an enum, in lower case.
  ///
  /// @param later words of the field that this version does not support
  static <E extends Enum<E>> Type<E> choice(Class<E> choices, String... later) {
    Map<String, E> byWord = new LinkedHashMap<>();
    for (E constant : choices.getEnumConstants()) {
      byWord.put(word(constant), constant);
    }
    return choice(byWord, later);
  }

  static <E> Type<E> choice(Map<String, E> byWord, String... later) {
    List<String> words = List.copyOf(byWord.keySet());
    String expected = (words.size() == 1 ? "" : "one of ") + String.join(", ", words);
    Set<String> laterWords = Set.of(later);
    return new Type<>(
        expected,
        found -> {
          String word = found instanceof Found.Text text ? text.text() : "";
          E value = byWord.get(word);
          if (value != null) {
            return Reading.good(value);
          }
          if (laterWords.contains(word)) {
            return new Reading.Later<>("'" + word + "' is not yet supported; use " + expected);
          }
          if (word.length() < 4) { // too short to tell what was meant
            return Reading.bad(found, expected);
          }
          String hint =
              Spelling.nearest(word, words).map(near -> "did you mean '" + near + "'?").orElse("");
          return new Reading.Bad<>(found.show(), expected, hint);
        },
        byWord::containsValue,
        value ->
            byWord.entrySet().stream()
                .filter(entry -> entry.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow());
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// A regular expression that compiles.
  static Type<String> regularExpression() {
    Type<String> type = text("a regular expression", Types::compiles);
    return new Type<>(
        type.expected(),
        found -> {
          String why = found instanceof Found.Text text ? complaint(text.text()) : null;
          if (why != null) {
            return new Reading.Bad<>(found.show(), type.expected(), why);
          }
          return type.read(found);
        },
        type.allowed(),
        type.writer());
  }

  static boolean compiles(String expression) {
    return complaint(expression) == null;
  }

  private static @Nullable String complaint(String expression) {
    try {
      Pattern.compile(expression);
      return null;
    } catch (PatternSyntaxException e) {
      return e.getDescription() + " at character " + (e.getIndex() + 1);
    } catch (StackOverflowError e) { // the compiler recurses once per open bracket
      return "nested too deeply";
    }
  }

  /// A list, or one item without brackets.
  static <T> Type<List<T>> list(int least, Type<T> item, String expected) {
    return new Type<>(
        expected,
        found -> {
          if (!(found instanceof Found.Items items)) {
            return item.read(found).map(List::of);
          }
          List<T> values = new ArrayList<>();
          for (Found each : items.items()) {
            Reading<T> reading = item.read(each);
            if (!(reading instanceof Reading.Good<T>(T value))) {
              return reading.map(List::of);
            }
            values.add(value);
          }
          return Reading.good(values);
        },
        values -> values.size() >= least && values.stream().allMatch(item.allowed()),
        values -> values.stream().map(item::write).collect(Collectors.joining(", ", "[", "]")));
  }

  /// Regular expressions and a value for each.
  static <T> Type<Map<String, T>> patterns(Type<T> item) {
    String expected = "regular expressions on module names, each with " + item.expected();
    return new Type<>(
        expected,
        found -> {
          if (!(found instanceof Found.Section section)) {
            return Reading.bad(found, expected);
          }
          Map<String, T> values = new LinkedHashMap<>();
          for (Found.Entry entry : section.entries()) {
            if (!compiles(entry.key()) || values.containsKey(entry.key())) {
              String what = values.containsKey(entry.key()) ? "twice " : "";
              return new Reading.Bad<>(what + "'" + Found.cut(entry.key()) + "'", expected, "");
            }
            Reading<T> reading = item.read(entry.value());
            if (!(reading instanceof Reading.Good<T>(T value))) {
              return reading.map(bad -> Map.of(entry.key(), bad));
            }
            values.put(entry.key(), value);
          }
          return Reading.good(values);
        },
        values ->
            values.keySet().stream().allMatch(Types::compiles)
                && values.values().stream().allMatch(item.allowed()),
        values ->
            values.entrySet().stream()
                .map(e -> Yaml.text(e.getKey()) + ": " + item.write(e.getValue()))
                .collect(Collectors.joining(", ", "{", "}")));
  }
}
