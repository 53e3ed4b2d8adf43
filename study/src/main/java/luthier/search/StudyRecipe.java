package luthier.search;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.recipe.BestBy;
import luthier.recipe.Dimension;
import luthier.recipe.Recipe;
import luthier.recipe.Search;
import luthier.recipe.Space;
import luthier.recipe.Split;

/// A recipe with a section `search`, and the recipes that follow from it.
///
/// @param file as the user wrote it
/// @param overrides `key=value` of the command line
/// @param recipe the two together
/// @param search its section
record StudyRecipe(Path file, List<String> overrides, Recipe recipe, Search search) {

  /// What a study may be resumed with otherwise than it was begun.
  private static final Set<String> BUDGET =
      Set.of("search.trials", "search.minutes", "search.parallel", "search.final_seeds", "threads");

  /// Nothing is said and nothing kept that no choice needs.
  private static final List<String> OF_TRIALS =
      List.of(
          "evaluation.samples=0", "evaluation.answer_pattern=none", "training.keep_checkpoints=1");

  StudyRecipe {
    overrides = List.copyOf(overrides);
  }

  /// Reads the recipe, and each value at the ends of the space in it.
  ///
  /// @throws InvalidInputException with all that is wrong
  static StudyRecipe read(Path file, List<String> overrides) {
    Recipe recipe = Recipe.read(file, overrides);
    Search search =
        recipe
            .search()
            .orElseThrow(() ->
                new InvalidInputException(
                    file
                        + ": has no section 'search'; expected one such as search: {space:"
                        + " {training.learning_rate: {log_uniform: [1e-5, 1e-3]}}, trials: 20}"));
    if (recipe.data().validation() instanceof Split.None) {
      throw new InvalidInputException(
          file
              + ": data.validation: found none, expected a validation set: a search chooses by it");
    }
    StudyRecipe study = new StudyRecipe(file, overrides, recipe, search);
    study.requireEnds();
    return study;
  }

  /// Which number decides.
  BestBy metric() {
    return search.metric().map(BestBy::new).orElseGet(() -> BestBy.of(recipe));
  }

  /// The recipe of a trial.
  ///
  /// @param values YAML by key
  TrialRecipe trial(Map<String, String> values) {
    List<String> more = new ArrayList<>(OF_TRIALS);
    if (search.parallel() > 1 && recipe.threads().toOptional().isEmpty()) {
      int processors = Runtime.getRuntime().availableProcessors();
      more.add("threads=" + Math.max(1, processors / search.parallel()));
    }
    return new TrialRecipe(with(values, more).withTestWithheld(true));
  }

  /// The recipe of the winner, with the test set and whatever else the user asked for.
  Recipe winner(Map<String, String> values, long seed) {
    return with(values, List.of()).withTestWithheld(false).withSeed(seed);
  }

  /// What makes this study this one, by key.
  Map<String, String> identity() {
    Map<String, String> identity = new LinkedHashMap<>(recipe.settings());
    identity.keySet().removeAll(BUDGET);
    return identity;
  }

  private Recipe with(Map<String, String> values, List<String> first) {
    List<String> all = new ArrayList<>(overrides);
    all.addAll(first);
    values.forEach((key, value) -> all.add(key + "=" + value));
    return Recipe.read(file, all).withoutSearch().withBestBy(metric().metric());
  }

  private void requireEnds() {
    Set<String> complaints = new LinkedHashSet<>();
    complain(values(Map.of()), complaints);
    for (Dimension dimension : search.space()) {
      for (double point : ends(dimension.space())) {
        complain(values(Map.of(dimension.key(), point)), complaints);
      }
    }
    if (!complaints.isEmpty()) {
      throw new InvalidInputException(String.join("\n", complaints));
    }
  }

  private void complain(Map<String, String> values, Set<String> complaints) {
    try {
      var _ = trial(values);
    } catch (LuthierException e) {
      complaints.add(
          file + ": search.space: a trial with " + values + " would fail: " + e.getMessage());
    }
  }

  /// Everything at its first end but what is said.
  private Map<String, String> values(Map<String, Double> points) {
    return Settings.of(
        search.space(),
        RandomSampler.fill(
            search.space(), (d, _) -> points.getOrDefault(d.key(), ends(d.space()).getFirst())));
  }

  private static List<Double> ends(Space space) {
    return switch (space) {
      case Space.Real(double low, double high, boolean _) -> List.of(low, high);
      case Space.Whole(long low, long high, boolean _) -> List.of((double) low, (double) high);
      case Space.Choice(List<String> values) -> {
        List<Double> places = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
          places.add((double) i);
        }
        yield places;
      }
    };
  }
}
