package luthier.recipe;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The keys of tasks with labels, in the sections `data` and `training`.
final class LabelKeys {

  private static final Set<Task> ALL_OF_THEM =
      EnumSet.copyOf(
          EnumSet.allOf(Task.class).stream().filter(Task::labelled).collect(Collectors.toSet()));
  private static final Set<Task> OF_SEQUENCES =
      EnumSet.of(Task.CLASSIFICATION, Task.MULTI_LABEL, Task.REGRESSION);
  private static final Set<Task> OF_CLASSES = EnumSet.of(Task.CLASSIFICATION, Task.MULTI_LABEL);
  private static final Set<Task> OF_NAMES =
      EnumSet.of(Task.CLASSIFICATION, Task.MULTI_LABEL, Task.TOKEN_CLASSIFICATION);

  static final Key<Optional<String>> TEXT =
      field("data.text", "the text", ALL_OF_THEM, "text, sentence …", Columns::text);

  static final Key<Optional<String>> TEXT_PAIR =
      field(
          "data.text_pair",
          "the second text of a pair",
          OF_SEQUENCES,
          "text_pair, sentence2 … where all rows have one",
          Columns::textPair);

  static final Key<Optional<String>> LABEL =
      field(
          "data.label",
          "the label; of a plain text file its folder's name is the label",
          EnumSet.of(Task.CLASSIFICATION),
          "label, intent, class …",
          Columns::label);

  static final Key<Optional<String>> LABELS =
      field(
          "data.labels",
          "the labels of a text: a list, or a text that data.separator cuts",
          EnumSet.of(Task.MULTI_LABEL),
          "labels, tags …",
          Columns::labels);

  static final Key<Optional<String>> SEPARATOR =
      Key.depends(
          "data.separator",
          Types.text("what stands between two labels").or("none"),
          "none: labels are lists",
          "what stands between two labels of one text",
          data(EnumSet.of(Task.MULTI_LABEL), Columns::separator));

  static final Key<Optional<String>> TARGET =
      Key.depends(
          "data.target",
          Types.text("the name of a field").or("auto"),
          "auto: target, value, score …",
          "the field of the number to predict",
          recipe -> {
            List<String> targets = recipe.data().columns().targets();
            return recipe.task() == Task.REGRESSION && targets.size() < 2
                ? Optional.of(targets.stream().findFirst())
                : Optional.empty();
          });

  static final Key<List<String>> TARGETS =
      Key.depends(
          "data.targets",
          Types.list(0, Types.text("the name of a field"), "a list of field names"),
          "data.target decides",
          "the fields of several numbers to predict at once",
          recipe -> {
            List<String> targets = recipe.data().columns().targets();
            return recipe.task() == Task.REGRESSION && targets.size() > 1
                ? Optional.of(targets)
                : Optional.empty();
          });

  static final Key<Optional<String>> SPANS =
      field(
          "data.spans",
          "the labelled passages: a list of {start, end, label}, start and end in characters; or"
              + " the tags of a row whose text is a list of words (BIO)",
          EnumSet.of(Task.TOKEN_CLASSIFICATION),
          "spans, entities, ner_tags …",
          Columns::spans);

  static final Key<List<String>> LABEL_NAMES =
      Key.depends(
          "data.label_names",
          Types.list(0, Types.text("a label"), "a list of labels"),
          "those of the data, in the order of the alphabet",
          "the labels in the order of the model's outputs; another label in the data is an error",
          data(OF_NAMES, Columns::labelNames));

  static final Key<LabelLoss.Weights> CLASS_WEIGHTS =
      Key.depends(
          "training.class_weights",
          weights(),
          "none",
          "how much the examples of each class count; balanced: every class as much as another",
          loss(OF_CLASSES, LabelLoss::weights));

  static final Key<LabelLoss.Numbers> LOSS =
      Key.depends(
          "training.loss",
          Types.choice(LabelLoss.Numbers.class),
          "mse",
          "what regression minimises",
          loss(EnumSet.of(Task.REGRESSION), LabelLoss::ofNumbers));

  static final Key<Double> QUANTILE =
      Key.depends(
          "training.quantile",
          Types.number("greater than 0 and less than 1", RecipeTypes::isShare),
          "0.5, the median",
          "the quantile that loss quantile looks for",
          recipe ->
              recipe.training().labelLoss().ofNumbers() == LabelLoss.Numbers.QUANTILE
                  ? loss(EnumSet.of(Task.REGRESSION), LabelLoss::quantile).apply(recipe)
                  : Optional.empty());

  static final Key<Double> HUBER_DELTA =
      Key.depends(
          "training.huber_delta",
          Types.positive(),
          "1.0",
          "error from which on loss huber is linear, in deviations where targets are standardised",
          recipe ->
              recipe.training().labelLoss().ofNumbers() == LabelLoss.Numbers.HUBER
                  ? loss(EnumSet.of(Task.REGRESSION), LabelLoss::huberDelta).apply(recipe)
                  : Optional.empty());

  static final Key<Boolean> STANDARDISE =
      Key.depends(
          "training.standardise_targets",
          Types.flag(),
          "true",
          "shift and scale the numbers to mean 0 and deviation 1 of the training set; predictions"
              + " are scaled back",
          loss(EnumSet.of(Task.REGRESSION), LabelLoss::standardise));

  static final List<Key<?>> OF_DATA =
      List.of(TEXT, TEXT_PAIR, LABEL, LABELS, SEPARATOR, TARGET, TARGETS, SPANS, LABEL_NAMES);

  static final List<Key<?>> OF_TRAINING =
      List.of(CLASS_WEIGHTS, LOSS, QUANTILE, HUBER_DELTA, STANDARDISE);

  /// The tasks that each key is for.
  static final Map<Key<?>, Set<Task>> TASKS =
      Map.ofEntries(
          Map.entry(TEXT, ALL_OF_THEM),
          Map.entry(TEXT_PAIR, OF_SEQUENCES),
          Map.entry(LABEL, EnumSet.of(Task.CLASSIFICATION)),
          Map.entry(LABELS, EnumSet.of(Task.MULTI_LABEL)),
          Map.entry(SEPARATOR, EnumSet.of(Task.MULTI_LABEL)),
          Map.entry(TARGET, EnumSet.of(Task.REGRESSION)),
          Map.entry(TARGETS, EnumSet.of(Task.REGRESSION)),
          Map.entry(SPANS, EnumSet.of(Task.TOKEN_CLASSIFICATION)),
          Map.entry(LABEL_NAMES, OF_NAMES),
          Map.entry(CLASS_WEIGHTS, OF_CLASSES),
          Map.entry(LOSS, EnumSet.of(Task.REGRESSION)),
          Map.entry(QUANTILE, EnumSet.of(Task.REGRESSION)),
          Map.entry(HUBER_DELTA, EnumSet.of(Task.REGRESSION)),
          Map.entry(STANDARDISE, EnumSet.of(Task.REGRESSION)));

  private LabelKeys() {}

  /// Those that name one field of a row.
  static List<Key<Optional<String>>> fields() {
    return List.of(TEXT, TEXT_PAIR, LABEL, LABELS, TARGET, SPANS);
  }

  /// The name of a field, else one of its usual names.
  private static Key<Optional<String>> field(
      String path,
      String meaning,
      Set<Task> tasks,
      String usual,
      Function<Columns, Optional<String>> component) {
    return Key.depends(
        path,
        Types.text("the name of a field").or("auto"),
        "auto: " + usual,
        "the field of " + meaning,
        data(tasks, component));
  }

  private static <T> Function<Recipe, Optional<T>> data(
      Set<Task> tasks, Function<Columns, T> component) {
    return recipe ->
        tasks.contains(recipe.task())
            ? Optional.of(component.apply(recipe.data().columns()))
            : Optional.empty();
  }

  private static <T> Function<Recipe, Optional<T>> loss(
      Set<Task> tasks, Function<LabelLoss, T> component) {
    return recipe ->
        tasks.contains(recipe.task())
            ? Optional.of(component.apply(recipe.training().labelLoss()))
            : Optional.empty();
  }

  private static Type<LabelLoss.Weights> weights() {
    String expected = "none, balanced, or a weight greater than 0 for each of some labels";
    return new Type<>(
        expected,
        found -> {
          if (found instanceof Found.Text text && text.text().equals("none")) {
            return Reading.good(new LabelLoss.Weights.None());
          }
          if (found instanceof Found.Text text && text.text().equals("balanced")) {
            return Reading.good(new LabelLoss.Weights.Balanced());
          }
          return found instanceof Found.Section section && !section.entries().isEmpty()
              ? given(section, expected)
              : Reading.bad(found, expected);
        },
        value ->
            !(value instanceof LabelLoss.Weights.Given(Map<String, Double> byLabel))
                || byLabel.values().stream().allMatch(w -> w > 0 && Double.isFinite(w)),
        value ->
            switch (value) {
              case LabelLoss.Weights.None _ -> "none";
              case LabelLoss.Weights.Balanced _ -> "balanced";
              case LabelLoss.Weights.Given(Map<String, Double> byLabel) ->
                  byLabel.entrySet().stream()
                      .sorted(Map.Entry.comparingByKey())
                      .map(e -> Yaml.text(e.getKey()) + ": " + Yaml.number(e.getValue()))
                      .collect(Collectors.joining(", ", "{", "}"));
            });
  }

  private static Reading<LabelLoss.Weights> given(Found.Section section, String expected) {
    Map<String, Double> byLabel = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (Found.Entry entry : section.entries()) {
      if (!seen.add(entry.key())) {
        return new Reading.Bad<>("twice '" + Found.cut(entry.key()) + "'", expected, "");
      }
      if (!(entry.value() instanceof Found.Numeral number)) {
        return Reading.bad(entry.value(), expected);
      }
      byLabel.put(entry.key(), number.value().doubleValue());
    }
    return Reading.good(new LabelLoss.Weights.Given(byLabel));
  }
}
