package luthier.recipe;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;

/// The values that a search may give to a key.
///
/// A point of a space is one number: the value itself, or the place of a choice in its list.
public sealed interface Space {

  /// A real number.
  ///
  /// @param low smallest value, below `high`
  /// @param log whether equal ratios are equally likely, rather than equal distances
  record Real(double low, double high, boolean log) implements Space {}

  /// A whole number.
  ///
  /// @param low smallest value, below `high`
  /// @param log whether equal ratios are equally likely
  record Whole(long low, long high, boolean log) implements Space {}

  /// One of some values, which have no order.
  ///
  /// @param values as YAML on one line, at least two, none twice
  record Choice(List<String> values) implements Space {

    public Choice {
      values = List.copyOf(values);
    }
  }

  /// A point as YAML; a real number with six significant digits, so that it can be typed again.
  default String text(double point) {
    return switch (this) {
      case Real(double low, double high, boolean _) ->
          Yaml.number(
              Math.clamp(new BigDecimal(point).round(new MathContext(6)).doubleValue(), low, high));
      case Whole _ -> String.valueOf(Math.round(point));
      case Choice(List<String> values) -> values.get((int) Math.round(point));
    };
  }

  /// This space as YAML on one line, without the braces.
  default String yaml() {
    return switch (this) {
      case Real(double low, double high, boolean log) ->
          (log ? "log_uniform" : "uniform")
              + ": ["
              + Yaml.number(low)
              + ", "
              + Yaml.number(high)
              + "]";
      case Whole(long low, long high, boolean log) ->
          "integer: [" + low + ", " + high + "]" + (log ? ", log: true" : "");
      case Choice(List<String> values) ->
          values.stream().collect(Collectors.joining(", ", "choice: [", "]"));
    };
  }
}
