package luthier.recipe;

import java.math.BigDecimal;
import java.util.List;

/// What a recipe holds at one place, before anyone asked what it should be.
public sealed interface Found {

  Place place();

  /// Text, quoted or not.
  record Text(Place place, String text) implements Found {}

  /// @param source as it is written
  record Numeral(Place place, String source, BigDecimal value) implements Found {}

  record Flag(Place place, boolean value) implements Found {}

  /// A key without a value, `~` or `null`.
  record Nothing(Place place) implements Found {}

  record Items(Place place, List<Found> items) implements Found {}

  /// Keys and values in the order of the file; a key may come twice.
  record Section(Place place, List<Entry> entries) implements Found {}

  /// @param place of the key
  record Entry(Place place, String key, Found value) {}

  /// The value as error messages show it, at most about 80 characters.
  default String show() {
    return switch (this) {
      case Text text -> "'" + cut(text.text()) + "'";
      case Numeral number -> cut(number.source());
      case Flag flag -> String.valueOf(flag.value());
      case Nothing _ -> "nothing";
      case Items items -> items.items().isEmpty() ? "an empty list" : "a list";
      case Section section -> section.entries().isEmpty() ? "an empty section" : "a section";
    };
  }

  /// At most 80 characters, in one line.
  static String cut(String text) {
    String line = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    return line.length() <= 80 ? line : line.substring(0, 77) + "...";
  }
}
