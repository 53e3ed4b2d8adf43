package luthier.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// The keys of `search`: for `luthier search`, which sets other keys of the same recipe.
final class SearchKeys {

  static final Key<List<Dimension>> SPACE =
      key(
          "search.space",
          SpaceType.TYPE,
          "no search",
          "the keys that `luthier search` sets and the values it may give them"
              + " ([search.md](search.md)); other commands list the section and leave it alone",
          Search::space);

  static final Key<Search.Sampler> SAMPLER =
      key(
          "search.sampler",
          Types.choice(Search.Sampler.class),
          "tpe",
          "how the next values are chosen",
          Search::sampler);

  static final Key<Search.Pruner> PRUNER =
      key(
          "search.pruner",
          Types.choice(Search.Pruner.class),
          "none",
          "asha ends trials that are behind others at the same validation",
          Search::pruner);

  static final Key<Integer> TRIALS =
      Key.depends(
          "search.trials",
          Types.count(1),
          "30; with search.minutes no limit",
          "at most so many trials",
          recipe -> recipe.search().flatMap(Search::trials));

  static final Key<Double> MINUTES =
      Key.depends(
          "search.minutes",
          Types.positive(),
          "no limit",
          "no trial starts after so many minutes, those of earlier sessions included",
          recipe -> recipe.search().flatMap(Search::minutes));

  static final Key<Integer> PARALLEL =
      key(
          "search.parallel",
          Types.count(1),
          "1",
          "trials at the same time; they share the processor threads",
          Search::parallel);

  static final Key<String> METRIC =
      Key.depends(
          "search.metric",
          Types.choice(metrics()),
          "training.best_by",
          "the number of the validation that decides; the runs of a study have it as their"
              + " training.best_by",
          recipe -> recipe.search().flatMap(Search::metric));

  static final Key<Integer> FINAL_SEEDS =
      key(
          "search.final_seeds",
          Types.count(1),
          "1",
          "runs of the winner with different seeds, measured on the test set",
          Search::finalSeeds);

  static final List<Key<?>> ALL =
      List.of(SPACE, SAMPLER, PRUNER, TRIALS, MINUTES, PARALLEL, METRIC, FINAL_SEEDS);

  static final int USUAL_TRIALS = 30;

  private SearchKeys() {}

  private static <T> Key<T> key(
      String path, Type<T> type, String absent, String meaning, Function<Search, T> component) {
    return Key.depends(path, type, absent, meaning, recipe -> recipe.search().map(component));
  }

  private static Map<String, String> metrics() {
    Set<String> names = new TreeSet<>();
    for (Task task : Task.values()) {
      names.addAll(BestBy.allowed(task));
    }
    Map<String, String> byWord = new LinkedHashMap<>();
    names.forEach(name -> byWord.put(name, name));
    return byWord;
  }

  /// The section; empty when no key of it is given.
  static Optional<Search> from(Values values) {
    return values
        .find(SPACE)
        .map(space -> {
          Optional<Double> minutes = values.find(MINUTES);
          Optional<Integer> usual =
              minutes.isPresent() ? Optional.empty() : Optional.of(USUAL_TRIALS);
          return new Search(
              space,
              values.get(SAMPLER, Search.Sampler.TPE),
              values.get(PRUNER, Search.Pruner.NONE),
              values.find(TRIALS).or(() -> usual),
              minutes,
              values.get(PARALLEL, 1),
              values.find(METRIC),
              values.get(FINAL_SEEDS, 1));
        });
  }

  /// Reports keys that have nothing to work on.
  static void report(Problems problems, Values values, Task task) {
    boolean any = ALL.stream().anyMatch(values::has);
    if (any && !values.has(SPACE)) {
      problems.add(SPACE.path(), "missing; expected " + SPACE.type().expected());
    }
    Optional<String> metric = values.find(METRIC);
    if (metric.isPresent() && !BestBy.allowed(task).contains(metric.get())) {
      problems.contradiction(
          METRIC.path(),
          RecipeKeys.TASK.path(),
          "found '"
              + metric.get()
              + "', expected with {other} = "
              + Types.word(task)
              + " one of "
              + String.join(", ", BestBy.allowed(task)));
    }
  }
}
