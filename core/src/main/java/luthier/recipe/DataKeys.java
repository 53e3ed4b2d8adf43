package luthier.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The keys of the section `data`.
final class DataKeys {

  static final Key<List<Path>> TRAIN =
      Key.required(
          "data.train",
          Types.list(
              1, RecipeTypes.path("a file or a folder"), "a file, a list of files or a folder"),
          "the training examples",
          recipe -> Optional.of(recipe.data().train()));

  static final Key<Split> VALIDATION =
      Key.of(
          "data.validation",
          RecipeTypes.split(true),
          new Split.Auto(),
          "the set that chooses the best checkpoint; auto: a tenth of the examples (at most 500)"
              + " when there are at least 50, else none",
          recipe -> Optional.of(recipe.data().validation()));

  static final Key<Split> TEST =
      Key.of(
          "data.test",
          RecipeTypes.split(false),
          new Split.None(),
          "the frozen test set, which chooses nothing",
          recipe -> Optional.of(recipe.data().test()));

  static final Key<Auto<DataFormat>> FORMAT =
      Key.of(
          "data.format",
          Types.choice(DataFormat.class).orAuto(),
          Auto.auto(),
          "the shape of a row; auto: recognised and shown",
          recipe -> Optional.of(recipe.data().format()));

  static final Key<Optional<String>> GROUP_BY =
      Key.of(
          "data.group_by",
          Types.text("the name of a field").or("none"),
          Optional.empty(),
          "rows whose values of this field are equal are never in two sets; none: near-duplicates"
              + " are kept together",
          recipe -> Optional.of(recipe.data().groupBy()));

  static final Key<Data.OnBadLine> ON_BAD_LINE =
      Key.of(
          "data.on_bad_line",
          Types.choice(Data.OnBadLine.class),
          Data.OnBadLine.STOP,
          "what a row that cannot be read does: end the run before it starts, or be left out and"
              + " listed",
          recipe -> Optional.of(recipe.data().onBadLine()));

  static final Key<Data.TrainOn> TRAIN_ON =
      Key.depends(
          "data.train_on",
          Types.choice(Data.TrainOn.class),
          "assistant; with task text all; none with masked_text and labels",
          "which messages are supervised; of a completion, the answer is the assistant's",
          recipe ->
              recipe.task().kind() == Task.Kind.LANGUAGE
                  ? Optional.of(recipe.data().trainOn())
                  : Optional.empty());

  static final Key<Data.TooLong> TOO_LONG =
      Key.depends(
          "data.too_long",
          Types.choice(Data.TooLong.class),
          "drop; with tasks text and masked_text split, with labels truncate",
          "what becomes of an example longer than training.max_length; each is counted and"
              + " reported",
          recipe -> Optional.of(recipe.data().tooLong()));

  static final List<Key<?>> ALL =
      List.of(TRAIN, VALIDATION, TEST, FORMAT, GROUP_BY, ON_BAD_LINE, TRAIN_ON, TOO_LONG);

  private DataKeys() {}
}
