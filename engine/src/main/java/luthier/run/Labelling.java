package luthier.run;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import luthier.Excerpt;
import luthier.InvalidInputException;
import luthier.dataset.Dataset;
import luthier.dataset.IdentifiedExample;
import luthier.dataset.LabelSet;
import luthier.example.Example;
import luthier.example.Target;
import luthier.model.TaskHead;
import luthier.objective.OutputLoss;
import luthier.recipe.LabelLoss;
import luthier.recipe.Recipe;
import luthier.recipe.Task;
import luthier.tokenizer.Tags;

/// What the outputs of a model with labels stand for.
///
/// @param task one with labels
/// @param names of the labels, or of the numbers to predict
/// @param mean of each number in the training set, and
/// @param deviation of it: outputs are in these units; empty for labels
/// @param maxLength longest text that the model is used with, in tokens
record Labelling(
    Task task, List<String> names, List<Double> mean, List<Double> deviation, int maxLength) {

  Labelling {
    names = List.copyOf(names);
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /// What the data of a run say.
  ///
  /// @throws InvalidInputException when there is nothing to tell apart, or a set has a label that
  ///   train has not
  static Labelling of(Recipe recipe, Dataset sets, int maxLength) {
    Task task = recipe.task();
    if (task == Task.REGRESSION) {
      return ofNumbers(recipe, sets.train(), maxLength);
    }
    List<IdentifiedExample> all =
        Stream.of(sets.train(), sets.validation(), sets.test()).flatMap(List::stream).toList();
    List<String> names = LabelSet.of(recipe.data().columns().labelNames(), all).names();
    Map<String, Long> counts = counts(sets.train());
    requireLearnable(task, names, counts, all);
    return new Labelling(task, names, List.of(), List.of(), maxLength);
  }

  private static Labelling ofNumbers(Recipe recipe, List<IdentifiedExample> train, int maxLength) {
    List<double[]> values = train.stream().map(Labelling::numbers).toList();
    int size = values.getFirst().length;
    List<String> fields = recipe.data().columns().targets();
    List<String> names = fields.isEmpty() ? List.of("value") : fields;
    double[] mean = new double[size];
    double[] deviation = new double[size];
    Arrays.fill(deviation, 1);
    if (recipe.training().labelLoss().standardise()) {
      for (int i = 0; i < size; i++) {
        int target = i;
        mean[i] = values.stream().mapToDouble(v -> v[target]).average().orElseThrow();
        double center = mean[i];
        double square =
            values.stream().mapToDouble(v -> Math.pow(v[target] - center, 2)).average().orElse(0);
        deviation[i] = Math.sqrt(square);
        if (deviation[i] == 0) {
          throw new InvalidInputException(
              "data.train: '"
                  + names.get(i)
                  + "' is "
                  + mean[i]
                  + " in every example: there is nothing to learn; check data.target");
        }
      }
    }
    return new Labelling(Task.REGRESSION, names, boxed(mean), boxed(deviation), maxLength);
  }

  private static double[] numbers(IdentifiedExample example) {
    return example.example() instanceof Example.Labelled labelled
            && labelled.target() instanceof Target.Numbers(List<Double> values)
        ? values.stream().mapToDouble(Double::doubleValue).toArray()
        : new double[0];
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /// How many examples of the training set say each label.
  private static Map<String, Long> counts(List<IdentifiedExample> train) {
    Map<String, Long> counts = new TreeMap<>();
    for (IdentifiedExample example : train) {
      LabelSet.namesOf(example.example()).stream()
          .distinct()
          .forEach(name -> counts.merge(name, 1L, Long::sum));
    }
    return counts;
  }

  private static void requireLearnable(
      Task task, List<String> names, Map<String, Long> counts, List<IdentifiedExample> all) {
    int least = task == Task.CLASSIFICATION ? 2 : 1;
    if (names.size() < least || counts.isEmpty()) {
      throw new InvalidInputException(
          "data.train: "
              + (names.isEmpty()
                  ? "no example has a label"
                  : "every example has the label " + Excerpt.of(names.getFirst()))
              + "; expected at least "
              + (least == 2 ? "two labels to tell apart" : "one"));
    }
    for (IdentifiedExample example : all) {
      for (String name : LabelSet.namesOf(example.example())) {
        if (!counts.containsKey(name)) {
          long everywhere =
              all.stream().filter(e -> LabelSet.namesOf(e.example()).contains(name)).count();
          throw new InvalidInputException(
              example.example().origin()
                  + ": label "
                  + Excerpt.of(name)
                  + " occurs in "
                  + everywhere
                  + (everywhere == 1 ? " example" : " examples")
                  + ", none of them in the training set after the cut, so it could not be learnt;"
                  + " add examples of it, take it out, or give data.validation and data.test as"
                  + " files");
        }
      }
    }
  }

  /// What there is to predict, in words: each label with its examples, the most frequent first, or
  /// mean and deviation of each number.
  List<String> facts(List<IdentifiedExample> train) {
    if (task == Task.REGRESSION) {
      return IntStream.range(0, names.size())
          .mapToObj(i ->
              String.format(
                  Locale.ROOT,
                  "%s: mean %.4g, deviation %.4g in the training set",
                  names.get(i),
                  statistic(train, i, false),
                  statistic(train, i, true)))
          .toList();
    }
    Map<String, Long> counts = counts(train);
    List<String> byCount =
        names.stream()
            .sorted(Comparator.comparing((String name) -> -counts.getOrDefault(name, 0L)))
            .map(name -> name + " " + counts.getOrDefault(name, 0L))
            .toList();
    return List.of(
        names.size()
            + (names.size() == 1 ? " label" : " labels")
            + " with examples of the training set: "
            + String.join(", ", byCount));
  }

  private static double statistic(List<IdentifiedExample> train, int place, boolean deviation) {
    double mean = train.stream().mapToDouble(e -> numbers(e)[place]).average().orElse(0);
    return deviation
        ? Math.sqrt(
            train.stream()
                .mapToDouble(e -> Math.pow(numbers(e)[place] - mean, 2))
                .average()
                .orElse(0))
        : mean;
  }

  /// What the model's rows of outputs are of.
  TaskHead.Wanted wanted() {
    return new TaskHead.Wanted(
        task.kind() == Task.Kind.TOKEN ? TaskHead.Kind.TOKEN : TaskHead.Kind.SEQUENCE,
        outputs().size());
  }

  /// What each output of a row stands for.
  List<String> outputs() {
    return task == Task.TOKEN_CLASSIFICATION ? Tags.of(names) : names;
  }

  /// The loss of a run with this training set.
  ///
  /// @throws InvalidInputException when class weights name no label
  OutputLoss loss(Recipe recipe, List<IdentifiedExample> train) {
    LabelLoss settings = recipe.training().labelLoss();
    return switch (task) {
      case REGRESSION ->
          new OutputLoss.OfNumbers(
              settings.ofNumbers(),
              settings.quantile(),
              settings.huberDelta(),
              mean.stream().mapToDouble(Double::doubleValue).toArray(),
              deviation.stream().mapToDouble(Double::doubleValue).toArray());
      case MULTI_LABEL ->
          new OutputLoss.AnyLabels(weights(settings, train), recipe.training().labelSmoothing());
      case CLASSIFICATION ->
          new OutputLoss.OneClass(weights(settings, train), recipe.training().labelSmoothing());
      case TOKEN_CLASSIFICATION ->
          new OutputLoss.OneClass(new double[0], recipe.training().labelSmoothing());
      case CHAT, COMPLETION, TEXT, MASKED_TEXT ->
          throw new IllegalStateException("no labels in this task");
    };
  }

  private double[] weights(LabelLoss settings, List<IdentifiedExample> train) {
    return switch (settings.weights()) {
      case LabelLoss.Weights.None _ -> new double[0];
      case LabelLoss.Weights.Balanced _ -> balanced(counts(train), train.size());
      case LabelLoss.Weights.Given(Map<String, Double> byLabel) -> {
        byLabel.keySet().stream()
            .filter(label -> !names.contains(label))
            .findFirst()
            .ifPresent(label -> {
              throw new InvalidInputException(
                  "training.class_weights: found the label "
                      + Excerpt.of(label)
                      + ", expected some of "
                      + String.join(", ", names));
            });
        yield names.stream().mapToDouble(name -> byLabel.getOrDefault(name, 1.0)).toArray();
      }
    };
  }

  /// Of classes `n / (classes * n of the class)`; of labels that stand beside others, how many
  /// examples are without for each one with.
  private double[] balanced(Map<String, Long> counts, int examples) {
    return IntStream.range(0, names.size())
        .mapToDouble(i -> {
          double with = counts.getOrDefault(names.get(i), 0L);
          return task == Task.MULTI_LABEL
              ? (examples - with) / with
              : examples / (names.size() * with);
        })
        .toArray();
  }
}
