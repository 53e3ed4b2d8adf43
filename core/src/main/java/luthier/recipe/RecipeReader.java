package luthier.recipe;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import luthier.InvalidInputException;

/// From a recipe's text and the overrides of the command line to values, one per key. Every mistake
/// is noted, none ends the reading.
final class RecipeReader {

  private static final Map<String, Key<?>> KEYS =
      RecipeKeys.ALL.stream().collect(Collectors.toUnmodifiableMap(Key::path, Function.identity()));

  private static final Set<String> SECTIONS = Set.copyOf(RecipeKeys.SECTIONS);

  /// @param place of the key
  private record Given(Place place, Found value) {}

  private final Problems problems;
  private final Map<String, Given> given = new LinkedHashMap<>();

  private RecipeReader(Problems problems) {
    this.problems = problems;
  }

  /// @param label the recipe as the user names it
  /// @param directory absolute; relative paths of the text start here
  /// @param overrides `key=value` each, the last one of a key counts
  /// @param workingDirectory absolute; relative paths of overrides start here
  static Recipe read(
      String label,
      String text,
      Path directory,
      List<String> overrides,
      Path workingDirectory,
      String defaultName) {
    Found root = YamlReader.read(text, line -> new Place(label, line, directory));
    if (root instanceof Found.Nothing) {
      throw new InvalidInputException(
          label + ": empty; a recipe needs at least task, base and data.train");
    }
    if (!(root instanceof Found.Section section)) {
      throw new InvalidInputException(
          root.place() + ": found " + root.show() + ", expected keys such as 'task: chat'");
    }
    Problems problems = new Problems(label);
    RecipeReader reader = new RecipeReader(problems);
    reader.section("", section);
    overrides.forEach(override -> reader.override(override, workingDirectory));
    return new RecipeBuilder(reader.values(), problems).build(defaultName);
  }

  private void section(String prefix, Found.Section section) {
    Map<String, Place> seen = new HashMap<>();
    for (Found.Entry entry : section.entries()) {
      String path = prefix + entry.key();
      Place first = seen.putIfAbsent(entry.key(), entry.place());
      if (first != null) {
        problems.addAt(entry.place(), Found.cut(path), "given twice, first at " + first);
      } else if (entry.key().contains(".")) {
        problems.addAt(
            entry.place(),
            Found.cut(path),
            "unknown key; a name with dots is for --set, a file has sections");
      } else {
        take(path, entry.place(), entry.value());
      }
    }
  }

  private void take(String path, Place place, Found value) {
    if (KEYS.containsKey(path)) {
      problems.locate(path, place);
      given.put(path, new Given(place, value));
    } else if (SECTIONS.contains(path)) {
      problems.locate(path, place);
      takeSection(path, place, value);
    } else {
      problems.addAt(place, Found.cut(path), UnknownKey.explain(path));
    }
  }

  private void takeSection(String path, Place place, Found value) {
    boolean canBeNone = path.equals(TrainingKeys.EARLY_STOPPING);
    if (value instanceof Found.Section section && !(canBeNone && section.entries().isEmpty())) {
      section(path + ".", section);
    } else if (canBeNone && value instanceof Found.Text text && text.text().equals("none")) {
      given.keySet().removeIf(key -> key.startsWith(path + "."));
    } else if (canBeNone || !(value instanceof Found.Nothing)) {
      problems.addAt(
          place,
          path,
          "found "
              + value.show()
              + ", expected "
              + (canBeNone ? "none or " : "")
              + "a section with the keys "
              + String.join(", ", UnknownKey.namesIn(path)));
    }
  }

  private void override(String override, Path workingDirectory) {
    int equals = override.indexOf('=');
    String path = equals < 0 ? override : override.substring(0, equals).strip();
    Place place = Place.override(Found.cut(path), workingDirectory);
    if (equals < 1) {
      problems.addAt(place, path, "expected key=value, such as training.epochs=1");
      return;
    }
    try {
      Found value = YamlReader.read(override.substring(equals + 1), _ -> place);
      if (SECTIONS.contains(path)) {
        given.keySet().removeIf(key -> key.startsWith(path + "."));
      }
      take(path, place, value);
    } catch (InvalidInputException e) {
      String message = String.valueOf(e.getMessage());
      problems.addAt(place, path, message.substring(place.toString().length() + 2));
    }
  }

  private Values values() {
    Values values = new Values();
    for (Key<?> key : RecipeKeys.ALL) {
      Given found = given.get(key.path());
      if (found != null) {
        read(key, found, values);
      } else if (key.required() && !problems.isBad(key.section())) {
        problems.add(key.path(), "missing; expected " + key.type().expected());
      }
    }
    return values;
  }

  private <T> void read(Key<T> key, Given found, Values values) {
    values.give(key, found.place().isOverride());
    switch (key.type().read(found.value())) {
      case Reading.Good<T>(T value) -> values.put(key, value);
      case Reading.Bad<T> bad -> problems.addAt(found.place(), key.path(), bad.why());
      case Reading.Later<T>(String why) -> problems.addLater(found.place(), key.path(), why);
      case Reading.Several<T>(List<Reading.Wrong> mistakes) ->
          mistakes.forEach(each -> problems.addAt(each.place(), each.path(), each.what()));
    }
  }
}
