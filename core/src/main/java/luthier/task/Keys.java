package luthier.task;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import luthier.Spelling;
import luthier.recipe.Found;
import luthier.recipe.Place;
import luthier.recipe.Problems;

/// The keys of one section of a task file; what is wrong with them goes to the problems.
///
/// @param path of the section, with a dot behind it unless it is the whole file
record Keys(Place place, String path, Map<String, Found> values, Problems problems) {

  static Keys of(Found found, String path, Problems problems) {
    Map<String, Found> values = new LinkedHashMap<>();
    if (found instanceof Found.Section section) {
      for (Found.Entry entry : section.entries()) {
        if (values.putIfAbsent(entry.key(), entry.value()) != null) {
          problems.addAt(entry.place(), path + entry.key(), "is given twice");
        }
      }
    } else {
      String expected = "found " + found.show() + ", expected a section of keys";
      problems.addAt(found.place(), path.replaceFirst("\\.$", ""), expected);
    }
    return new Keys(found.place(), path, values, problems);
  }

  /// Complains of all other keys.
  void allow(Set<String> known) {
    for (Map.Entry<String, Found> entry : values.entrySet()) {
      if (!known.contains(entry.getKey())) {
        String meant =
            Spelling.nearest(entry.getKey(), known)
                .map(key -> "did you mean '" + key + "'?")
                .orElse("expected one of " + known.stream().sorted().collect(joined()));
        add(entry.getValue().place(), entry.getKey(), "unknown key, " + meant);
      }
    }
  }

  static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(", ");
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Optional<Found> found(String key) {
    return Optional.ofNullable(values.get(key));
  }

  void add(Place where, String key, String what) {
    problems.addAt(where, path + key, what);
  }

  /// At the key's place, or the section's.
  void add(String key, String what) {
    add(found(key).map(Found::place).orElse(place), key, what);
  }

  /// A text that must be there; empty after a complaint.
  String required(String key, String expected) {
    if (!has(key)) {
      add(key, "is missing, expected " + expected);
      return "";
    }
    String text = text(key, "");
    if (text.isEmpty() && values.get(key) instanceof Found.Text) {
      add(key, "is empty, expected " + expected);
    }
    return text;
  }

  String text(String key, String otherwise) {
    return found(key).flatMap(found -> words(found, key)).orElse(otherwise);
  }

  /// A text or a list of texts.
  List<String> texts(String key) {
    List<String> all = new ArrayList<>();
    for (Found item : items(key)) {
      words(item, key).ifPresent(all::add);
    }
    return all;
  }

  /// What is in a list; a single value is a list of one.
  List<Found> items(String key) {
    return found(key)
        .map(found -> found instanceof Found.Items(_, List<Found> items) ? items : List.of(found))
        .orElse(List.of());
  }

  int whole(String key, int least, int most, int otherwise) {
    Optional<Found> found = found(key);
    if (found.isEmpty()) {
      return otherwise;
    }
    if (found.get() instanceof Found.Numeral(_, _, BigDecimal value)
        && value.compareTo(BigDecimal.valueOf(least)) >= 0
        && value.compareTo(BigDecimal.valueOf(most)) <= 0
        && value.stripTrailingZeros().scale() <= 0) {
      return value.intValueExact();
    }
    add(
        key,
        "found " + found.get().show() + ", expected a whole number from " + least + " to " + most);
    return otherwise;
  }

  /// Numbers and flags are the text that they are written as.
  private Optional<String> words(Found found, String key) {
    return switch (found) {
      case Found.Text text -> Optional.of(text.text());
      case Found.Numeral number -> Optional.of(number.source());
      case Found.Flag flag -> Optional.of(String.valueOf(flag.value()));
      case Found.Nothing _, Found.Items _, Found.Section _ -> {
        add(found.place(), key, "found " + found.show() + ", expected text");
        yield Optional.empty();
      }
    };
  }
}
