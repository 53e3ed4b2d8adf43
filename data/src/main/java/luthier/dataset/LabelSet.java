package luthier.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import luthier.Excerpt;
import luthier.InvalidInputException;
import luthier.example.Example;
import luthier.example.Target;

/// The labels of a task, in the order of the model's outputs.
public final class LabelSet {

  private final List<String> names;
  private final Map<String, Integer> places = new HashMap<>();

  /// @param names in the order of the model's outputs
  public LabelSet(List<String> names) {
    this.names = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      places.put(names.get(i), i);
    }
  }

  /// The labels of examples.
  ///
  /// @param given the labels and their order; empty to find them: in the order of the alphabet
  /// @throws InvalidInputException for a label that is not among the given ones, labels that differ
  ///   in case only, and fewer than two of them
  public static LabelSet of(List<String> given, List<IdentifiedExample> examples) {
    Map<String, Example> first = new TreeMap<>(); // where each label occurs first
    for (IdentifiedExample example : examples) {
      for (String name : namesOf(example.example())) {
        first.putIfAbsent(name, example.example());
      }
    }
    if (!given.isEmpty()) {
      requireGiven(given, first);
      return new LabelSet(given);
    }
    requireDistinct(first);
    return new LabelSet(List.copyOf(first.keySet()));
  }

  private static void requireGiven(List<String> given, Map<String, Example> first) {
    List<String> unknown = new ArrayList<>();
    first.forEach((name, example) -> {
      if (!given.contains(name)) {
        unknown.add(example.origin() + ": label " + Excerpt.of(name));
      }
    });
    if (given.stream().distinct().count() < given.size()) {
      throw new InvalidInputException("data.label_names: names a label twice: " + given);
    }
    if (!unknown.isEmpty()) {
      throw new InvalidInputException(
          "labels that data.label_names does not name:\n  "
              + String.join("\n  ", unknown.subList(0, Math.min(20, unknown.size()))));
    }
  }

  private static void requireDistinct(Map<String, Example> first) {
    Map<String, String> byLowerCase = new HashMap<>();
    first.forEach((name, example) -> {
      String other = byLowerCase.put(name.toLowerCase(Locale.ROOT), name);
      if (other != null) {
        Example where = first.get(other);
        throw new InvalidInputException(
            "two labels differ only in case: "
                + Excerpt.of(other)
                + " ("
                + (where == null ? "" : where.origin())
                + ") and "
                + Excerpt.of(name)
                + " ("
                + example.origin()
                + "); spell them alike, or name both in data.label_names");
      }
    });
  }

  /// The labels that an example says.
  public static List<String> namesOf(Example example) {
    if (!(example instanceof Example.Labelled labelled)) {
      return List.of();
    }
    return switch (labelled.target()) {
      case Target.Label(String name) -> List.of(name);
      case Target.Labels(List<String> all) -> all;
      case Target.Spans(List<Target.Span> spans) -> spans.stream().map(Target.Span::label).toList();
      case Target.Numbers _, Target.Unknown _ -> List.of();
    };
  }

  public List<String> names() {
    return names;
  }

  public int size() {
    return names.size();
  }

  /// The place of a label among the outputs.
  public int place(String name) {
    Integer place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException("no label " + name);
    }
    return place;
  }
}
