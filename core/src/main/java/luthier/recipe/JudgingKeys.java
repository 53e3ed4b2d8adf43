package luthier.recipe;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The keys of `evaluation` that are about the verdict.
final class JudgingKeys {

  /// The tasks whose models answer.
  static final Set<Task> ANSWERING = EnumSet.of(Task.CHAT, Task.COMPLETION);

  static final Key<Optional<String>> PRIMARY =
      Key.of(
          "evaluation.primary",
          Types.text("the name of a metric that the run measures").or("default"),
          Optional.empty(),
          "the metric that decides the verdict; default: the accuracy of answers, else the first of"
              + " evaluation.metrics, else the loss; for labels that of training.best_by",
          recipe -> Optional.of(recipe.evaluation().judging().primary()));

  static final Key<List<String>> METRICS =
      answering(
          "evaluation.metrics",
          Types.list(0, Types.text("the name of a metric of answers"), "a list of metrics"),
          List.of(),
          "further metrics of answers, by their names in docs/evaluation.md",
          Judging::metrics);

  static final Key<Integer> FEW_SHOT =
      answering(
          "evaluation.few_shot",
          Types.count(0),
          4,
          "examples of train that the base is shown at most, when it is asked with the best of a"
              + " few prompts; 0: it is not",
          Judging::fewShot);

  static final Key<List<String>> SLICES =
      Key.of(
          "evaluation.slices",
          Types.list(0, Types.text("the name of a field"), "a list of field names"),
          List.of(),
          "fields of the data by which the held-out examples are grouped, to see where the model"
              + " fails",
          recipe -> Optional.of(recipe.evaluation().judging().slices()));

  static final Key<Judging.Require> REQUIRE =
      Key.of(
          "evaluation.require",
          Types.choice(Judging.Require.class),
          Judging.Require.NONE,
          "better: a run with another verdict ends with exit code 5, all its files written",
          recipe -> Optional.of(recipe.evaluation().judging().require()));

  static final List<Key<?>> ALL = List.of(PRIMARY, METRICS, FEW_SHOT, SLICES, REQUIRE);

  /// Those of tasks whose models answer.
  static final List<Key<?>> OF_ANSWERS = List.of(METRICS, FEW_SHOT);

  private JudgingKeys() {}

  private static <T> Key<T> answering(
      String path, Type<T> type, T fallback, String meaning, Function<Judging, T> component) {
    return Key.of(
        path,
        type,
        fallback,
        meaning,
        recipe ->
            ANSWERING.contains(recipe.task())
                ? Optional.of(component.apply(recipe.evaluation().judging()))
                : Optional.empty());
  }
}
