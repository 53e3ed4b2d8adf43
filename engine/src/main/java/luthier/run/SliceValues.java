package luthier.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import luthier.dataset.IdentifiedExample;
import luthier.example.Origin;

/// By what held-out examples are grouped besides what the run knows of them: fields of their rows.
///
/// @param byField the value of each field that was asked for, by where the example was read
record SliceValues(Map<String, Map<Origin, String>> byField) {

  private static final int LONGEST = 60;

  /// The examples' values of each field; those whose rows lack it have `none`.
  Map<String, List<String>> of(List<IdentifiedExample> examples) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    byField.forEach((field, byOrigin) ->
        values.put(
            field,
            examples.stream()
                .map(example -> byOrigin.getOrDefault(example.example().origin(), "none"))
                .map(SliceValues::cut)
                .toList()));
    return values;
  }

  private static String cut(String value) {
    return value.codePointCount(0, value.length()) <= LONGEST
        ? value
        : value.substring(0, value.offsetByCodePoints(0, LONGEST)) + "…";
  }

  /// In which third of the lengths each is, in words.
  static List<String> lengths(List<Integer> tokens) {
    List<Integer> sorted = tokens.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return List.of();
    }
    int first = sorted.get(sorted.size() / 3);
    int second = sorted.get(2 * sorted.size() / 3);
    return tokens.stream()
        .map(length ->
            length < first
                ? "short: below " + first + " tokens"
                : length < second
                    ? "middle: " + first + " to " + (second - 1) + " tokens"
                    : "long: from " + second + " tokens")
        .toList();
  }
}
