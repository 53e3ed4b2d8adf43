package luthier.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a recipe with every key that applies, so that it reads as an equal recipe anywhere.
final class RecipeWriter {

  private RecipeWriter() {}

  /// The value of each key that applies, as YAML on one line.
  static Map<String, String> settings(Recipe recipe) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Key<?> key : RecipeKeys.ALL) {
      if (key == TrainingKeys.PATIENCE && recipe.training().earlyStopping().isEmpty()) {
        settings.put(TrainingKeys.EARLY_STOPPING, "none");
      }
      put(settings, key, recipe);
    }
    return settings;
  }

  private static <T> void put(Map<String, String> settings, Key<T> key, Recipe recipe) {
    key.in().apply(recipe).ifPresent(value -> settings.put(key.path(), key.type().write(value)));
  }

  static String yaml(Recipe recipe) {
    StringBuilder text = new StringBuilder("# Every key with the value that this run used.\n");
    List<String> open = new ArrayList<>();
    settings(recipe)
        .forEach((path, value) -> {
          List<String> parts = List.of(path.split("\\."));
          List<String> sections = parts.subList(0, parts.size() - 1);
          while (!open.equals(sections.subList(0, Math.min(open.size(), sections.size())))) {
            open.removeLast();
          }
          while (open.size() < sections.size()) {
            String section = sections.get(open.size());
            text.append("  ".repeat(open.size())).append(section).append(":\n");
            open.add(section);
          }
          text.append("  ".repeat(open.size()))
              .append(parts.getLast())
              .append(": ")
              .append(value)
              .append('\n');
        });
    return text.toString();
  }
}
