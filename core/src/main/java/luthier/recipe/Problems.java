package luthier.recipe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.UnsupportedException;

/// What is wrong with a recipe, or another file of settings, gathered so that one message tells it
/// all.
public final class Problems {

  /// More lines than this help nobody.
  private static final int MOST_SHOWN = 50;

  private record Problem(int order, String text, boolean later) {}

  private final String file;
  private final Map<String, Place> places = new HashMap<>();
  private final Set<String> bad = new HashSet<>();
  private final List<Problem> found = new ArrayList<>();

  /// @param file the recipe as the user names it; empty for objects made in code
  public Problems(String file) {
    this.file = file;
  }

  /// For a constructor: no file, no lines.
  Problems() {
    this("");
  }

  /// From now on problems of this key are reported at this place.
  void locate(String path, Place place) {
    places.put(path, place);
  }

  Problems check(boolean holds, String path, String what) {
    if (!holds) {
      add(path, what);
    }
    return this;
  }

  /// Checks the range that a key declares.
  <T> Problems check(Key<T> key, T value) {
    key.type().complaint(value).ifPresent(what -> add(key.path(), what));
    return this;
  }

  void add(String path, String what) {
    add(Optional.ofNullable(places.get(path)), path, what, false);
  }

  public void addAt(Place place, String path, String what) {
    add(Optional.of(place), path, what, false);
  }

  void addLater(Place place, String path, String what) {
    add(Optional.of(place), path, what, true);
  }

  /// Two valid values that do not go together. Says nothing when one of them is a problem already:
  /// then it is not known what was meant.
  void contradiction(String path, String other, String what) {
    if (!bad.contains(path) && !bad.contains(other)) {
      exclusion(path, other, what);
    }
  }

  /// Two keys that may not both be given, whatever their values.
  void exclusion(String path, String other, String what) {
    add(path, what.replace("{other}", withPlace(other)));
  }

  private String withPlace(String path) {
    Place place = places.get(path);
    return place == null ? path : path + " (" + place + ")";
  }

  boolean isBad(String path) {
    return bad.contains(path);
  }

  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw exception();
    }
  }

  private void add(Optional<Place> place, String path, String what, boolean later) {
    bad.add(path);
    // the file's lines first, then what is missing, then the command line
    int order =
        place.map(p -> p.isOverride() ? Integer.MAX_VALUE : p.line()).orElse(Integer.MAX_VALUE - 1);
    boolean saysPath = place.map(p -> !p.label().endsWith(" " + path)).orElse(true);
    String where = place.map(Place::toString).orElse(file);
    found.add(
        new Problem(
            order,
            Stream.of(where, saysPath ? path : "", what)
                .filter(part -> !part.isEmpty())
                .reduce((a, b) -> a + ": " + b)
                .orElseThrow(),
            later));
  }

  private LuthierException exception() {
    List<Problem> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingInt(Problem::order));
    StringBuilder text = new StringBuilder();
    if (sorted.size() == 1) {
      text.append(sorted.getFirst().text());
    } else {
      text.append(file.isEmpty() ? "" : file + ": ").append(sorted.size()).append(" mistakes");
      sorted.stream().limit(MOST_SHOWN).forEach(p -> text.append("\n  ").append(p.text()));
      if (sorted.size() > MOST_SHOWN) {
        text.append("\n  and ").append(sorted.size() - MOST_SHOWN).append(" more");
      }
    }
    return sorted.stream().allMatch(Problem::later)
        ? new UnsupportedException(text.toString())
        : new InvalidInputException(text.toString());
  }
}
