package luthier.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import luthier.UnsupportedException;

/// What is wrong with one configuration file, by key: what its author must mend, and what Luthier
/// does not support. The first finding at a key is the one reported.
final class ConfigProblems {

  private static final int MOST_LISTED = 30;

  private final Path file;
  private final Map<String, String> invalid = new LinkedHashMap<>();
  private final Map<String, String> unsupported = new LinkedHashMap<>();

  ConfigProblems(Path file) {
    this.file = file;
  }

  void invalid(String key, String what) {
    invalid.putIfAbsent(key, what);
  }

  void unsupported(String key, String what) {
    unsupported.putIfAbsent(key, what);
  }

  boolean isInvalid(String key) {
    return invalid.containsKey(key);
  }

  /// Throws one exception with all findings, if there are any.
  void throwIfAny() {
    if (!invalid.isEmpty()) {
      throw new InvalidInputException(message());
    }
    if (!unsupported.isEmpty()) {
      throw new UnsupportedException(message());
    }
  }

  private String message() {
    List<String> lines = new ArrayList<>();
    invalid.forEach((key, what) -> lines.add(Excerpt.of(key) + ": " + what));
    unsupported.forEach((key, what) -> lines.add(Excerpt.of(key) + ": " + what));
    if (lines.size() == 1) {
      return file + ": " + lines.getFirst();
    }
    return file + ": " + lines.size() + " problems:\n" + Excerpt.list(lines, MOST_LISTED);
  }
}
