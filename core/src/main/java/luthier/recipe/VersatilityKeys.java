package luthier.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The keys of what a language model must not lose, in the sections `data` and `evaluation`.
final class VersatilityKeys {

  static final Key<Optional<List<Path>>> KEEP =
      Key.of(
          "data.keep",
          files().or("none"),
          Optional.empty(),
          "examples of what the model must not lose: measured before, during and after training,"
              + " never trained on",
          ofWords(recipe -> Optional.of(asValue(recipe.versatility().keep()))));

  /// The section of what is mixed into training.
  static final String REPLAY = "data.replay";

  static final Key<Optional<List<Path>>> REPLAY_FILES =
      Key.depends(
          REPLAY + ".files",
          files().or("built-in"),
          "built-in: general texts that come with Luthier, none of them in the general probe",
          "general examples that are mixed into training",
          ofWords(recipe -> recipe.versatility().replay().map(Versatility.Replay::files)));

  static final Key<Double> REPLAY_SHARE =
      Key.depends(
          REPLAY + ".share",
          Types.number("greater than 0 and less than 1", RecipeTypes::isShare),
          "0.1 when data.replay.files is given; else nothing is mixed in",
          "share of the training examples that are general",
          ofWords(recipe -> recipe.versatility().replay().map(Versatility.Replay::share)));

  static final Key<Optional<Double>> MAX_FORGETTING =
      Key.of(
          "evaluation.max_forgetting",
          Types.notNegative().or("none"),
          Optional.empty(),
          "largest rise of the general loss, and of that on data.keep, in nats per token; a run"
              + " that forgot more ends with exit code 5, everything written",
          ofWords(recipe -> Optional.of(recipe.versatility().maxForgetting())));

  static final List<Key<?>> OF_DATA = List.of(KEEP, REPLAY_FILES, REPLAY_SHARE);

  static final List<Key<?>> ALL = List.of(KEEP, REPLAY_FILES, REPLAY_SHARE, MAX_FORGETTING);

  private static final double USUAL_SHARE = 0.1;

  private VersatilityKeys() {}

  private static Type<List<Path>> files() {
    return Types.list(
        1, RecipeTypes.path("a file or a folder"), "a file, a list of files or a folder");
  }

  private static <T> Function<Recipe, Optional<T>> ofWords(Function<Recipe, Optional<T>> in) {
    return recipe ->
        recipe.task().kind() == Task.Kind.LANGUAGE ? in.apply(recipe) : Optional.empty();
  }

  /// A list of files as the value of a key; none for an empty one.
  static Optional<List<Path>> asValue(List<Path> files) {
    return files.isEmpty() ? Optional.empty() : Optional.of(files);
  }

  static Versatility read(Values values) {
    boolean replay = values.has(REPLAY_FILES) || values.has(REPLAY_SHARE);
    return new Versatility(
        values.get(KEEP).orElse(List.of()),
        replay
            ? Optional.of(
                new Versatility.Replay(
                    values.get(REPLAY_FILES, Optional.empty()),
                    values.get(REPLAY_SHARE, USUAL_SHARE)))
            : Optional.empty(),
        values.get(MAX_FORGETTING));
  }
}
