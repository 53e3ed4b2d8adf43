package luthier.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import luthier.InvalidInputException;

/// The words of a command line.
record Options(List<Cell> cells, Map<String, String> values, Set<String> flags) {

  private static final Set<String> FLAGS =
      Set.of("--checkpointing", "--dry", "--profile", "--help", "-h");
  private static final Set<String> NAMES =
      Set.of("--pairs", "--warmup", "--steps", "--threads", "--python", "--tokens", "--runs");

  static Options parse(List<String> words) {
    List<Cell> cells = new ArrayList<>();
    Map<String, String> values = new HashMap<>();
    Set<String> flags = new HashSet<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (FLAGS.contains(word)) {
        flags.add(word);
      } else if (NAMES.contains(word)) {
        if (i + 1 == words.size()) {
          throw new InvalidInputException(word + ": expected a value after it");
        }
        values.put(word, words.get(++i));
      } else if (word.startsWith("-")) {
        throw new InvalidInputException(
            "found '" + word + "', expected one of " + NAMES + " or " + FLAGS);
      } else {
        cells.add(Cell.parse(word));
      }
    }
    return new Options(List.copyOf(cells), Map.copyOf(values), Set.copyOf(flags));
  }

  boolean help() {
    return flag("--help") || flag("-h");
  }

  boolean flag(String name) {
    return flags.contains(name);
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /// @throws InvalidInputException unless it is a whole number of at least 1
  int number(String name, int otherwise) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new InvalidInputException(
          name + ": found '" + text + "', expected a whole number of at least 1");
    }
    return Integer.parseInt(text);
  }
}
