package luthier.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import luthier.recipe.Base;
import luthier.recipe.Recipe;

/// What a recipe says that gives nothing but what must be given.
final class Defaults {

  private Defaults() {}

  /// The default of each key that has one, by key path, for a recipe of this task and beginning.
  static Map<String, String> of(Recipe recipe) {
    Map<String, String> shortest = new LinkedHashMap<>();
    shortest.put("task", recipe.task().name().toLowerCase(Locale.ROOT));
    shortest.put("base", "pocket");
    shortest.put("data.train", "train.jsonl");
    if (recipe.base().init() == Base.Init.RANDOM) {
      shortest.put("init", "random"); // decides the method's default
    }
    List<String> given =
        shortest.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    Map<String, String> defaults = new LinkedHashMap<>();
    // of keys that the shortest recipe does not have, such as max_steps, what their absence means
    Recipe.keys().forEach(key -> defaults.put(key.path(), key.absent()));
    defaults.putAll(Recipe.parse("defaults", "{}", Path.of(""), given).settings());
    shortest.keySet().forEach(defaults::remove);
    defaults.remove("name");
    defaults.put("init", Base.Init.PRETRAINED.name().toLowerCase(Locale.ROOT));
    return defaults;
  }
}
