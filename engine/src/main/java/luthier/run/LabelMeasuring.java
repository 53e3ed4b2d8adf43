package luthier.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import luthier.dataset.IdentifiedExample;
import luthier.dataset.LabelSet;
import luthier.evaluation.Embeddings;
import luthier.evaluation.OutputValues;
import luthier.example.Example;
import luthier.kernel.Kernels;
import luthier.metric.ClassPredictions;
import luthier.metric.EntityPredictions;
import luthier.metric.Evaluation;
import luthier.metric.LabelSetPredictions;
import luthier.metric.NumberPredictions;
import luthier.metric.Predictions;
import luthier.model.Model;
import luthier.model.TaskModel;
import luthier.recipe.Task;
import luthier.tensor.Workers;
import luthier.tokenizer.ExampleEncoder;
import luthier.tokenizer.TokenizedExample;
import luthier.verdict.Findings;
import luthier.verdict.Primary;

/// Measures models with labels. They are compared with a predictor that looks at nothing: the most
/// frequent label, the mean, no passage; a base model's head has not learnt to say anything.
///
/// @param held the examples that are measured, as tokens and
/// @param texts as they were read
record LabelMeasuring(
    FineTune.Prepared prepared,
    Labelling labelling,
    Workers workers,
    List<Kernels> kernels,
    List<TokenizedExample> held,
    List<IdentifiedExample> texts)
    implements Measuring {

  /// @param predictions empty where nothing is held out
  private record Predicted(Optional<Predictions> predictions) implements Measured {}

  /// @param found empty where nothing is held out, or the task has no label of whole texts
  private record Similar(Optional<Neighbours.Found> found) implements Measured {}

  static LabelMeasuring of(
      FineTune.Prepared prepared, Labelling labelling, Workers workers, List<Kernels> kernels) {
    PreparedData data = prepared.data();
    boolean test = !data.test().isEmpty();
    return new LabelMeasuring(
        prepared,
        labelling,
        workers,
        kernels,
        test ? data.test() : data.validation(),
        test ? data.sets().test() : data.sets().validation());
  }

  /// The metrics of the validation set, without intervals.
  Map<String, Double> validation(TaskModel model) {
    PreparedData data = prepared.data();
    Map<String, Double> all = new LinkedHashMap<>();
    predictions(model, data.validation(), data.sets().validation())
        .map(Predictions::values)
        .orElse(Map.of())
        .forEach((name, value) -> {
          if (!name.contains(".")) { // of one target among several
            all.put(name, value);
          }
        });
    return all;
  }

  @Override
  public Measured measure(Model tuned) {
    return new Predicted(predictions((TaskModel) tuned, held, texts));
  }

  @Override
  public Measured measureBase(Model base, Measured tuned) {
    if (held.isEmpty() || labelling.task() == Task.TOKEN_CLASSIFICATION) {
      return new Similar(Optional.empty());
    }
    Embeddings embeddings =
        new Embeddings(((TaskModel) base).body(), workers, kernels, Planning.EVALUATED_TOKENS);
    PreparedData data = prepared.data();
    boolean test = !data.test().isEmpty();
    return new Similar(
        Optional.of(
            new Neighbours(embeddings, sequences(), LabelFindings.primary(prepared.recipe()))
                .of(data.train(), test ? data.validation() : List.of(), held)));
  }

  private LabelPredictions sequences() {
    return new LabelPredictions(labelling, prepared.recipe().training().labelLoss());
  }

  @Override
  public Evaluation compare(Measured before, Measured after) {
    long seed = prepared.recipe().seed();
    Optional<Predictions> said = ((Predicted) after).predictions();
    if (said.isEmpty()) {
      return new Evaluation(set(), 0, seed, List.of(), List.of(), List.of(), List.of());
    }
    return Evaluation.of(set(), seed, blind(said.get()), said.get(), baseline(), measuredTexts());
  }

  @Override
  public Findings findings(Measured before, Measured after) {
    Optional<Predictions> said = ((Predicted) after).predictions();
    if (said.isEmpty()) {
      Primary primary = new Primary(LabelFindings.primary(prepared.recipe()), false, false);
      return Findings.none(primary, set());
    }
    return new LabelFindings(prepared, set(), held, identified(held, texts))
        .of(blind(said.get()), baseline(), ((Similar) before).found(), said.get());
  }

  private String set() {
    return held.isEmpty() ? "none" : prepared.data().test().isEmpty() ? "validation" : "test";
  }

  @Override
  public List<String> complaints(Measured before, Measured after) {
    return List.of();
  }

  private Optional<Predictions> predictions(
      TaskModel model, List<TokenizedExample> tokens, List<IdentifiedExample> examples) {
    List<Example.Labelled> known = known(tokens, examples);
    return known.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TaskPredictions(
                    labelling,
                    workers,
                    kernels,
                    prepared.encoder().map(ExampleEncoder::tokenizer),
                    prepared.recipe().training().labelLoss())
                .of(model, tokens, known));
  }

  /// The examples behind the tokens; some may have been dropped.
  private static List<Example.Labelled> known(
      List<TokenizedExample> tokens, List<IdentifiedExample> examples) {
    return identified(tokens, examples).stream()
        .map(each -> (Example.Labelled) each.example())
        .toList();
  }

  private static List<IdentifiedExample> identified(
      List<TokenizedExample> tokens, List<IdentifiedExample> examples) {
    Map<String, IdentifiedExample> byId =
        examples.stream()
            .collect(Collectors.toMap(IdentifiedExample::id, e -> e, (first, _) -> first));
    return tokens.stream().map(t -> Objects.requireNonNull(byId.get(t.id()))).toList();
  }

  /// The texts of the examples that are measured, for people.
  private List<String> measuredTexts() {
    return known(held, texts).stream()
        .map(example ->
            switch (example.input()) {
              case Example.Input.Text(String text, Optional<String> pair) ->
                  text + pair.map(second -> "\n" + second).orElse("");
              case Example.Input.Tokens _ -> "";
            })
        .toList();
  }

  /// What the model is compared with, in words.
  private String baseline() {
    return switch (labelling.task()) {
      case CLASSIFICATION -> {
        double[] shares = shares(prepared.data().sets().train(), true);
        String most = labelling.names().get(OutputValues.largest(shares));
        yield "always saying '" + most + "', the most frequent label";
      }
      case MULTI_LABEL -> "saying how frequent each label is";
      case REGRESSION -> "always saying the mean of the training set";
      case TOKEN_CLASSIFICATION -> "finding nothing";
      case CHAT, COMPLETION, TEXT, MASKED_TEXT ->
          throw new IllegalStateException("a task of words");
    };
  }

  /// What says the same of every example, from the training set.
  private Predictions blind(Predictions said) {
    List<IdentifiedExample> train = prepared.data().sets().train();
    return switch (said) {
      case ClassPredictions classes -> classes.constant(shares(train, true));
      case LabelSetPredictions sets -> sets.constant(shares(train, false));
      case NumberPredictions numbers -> numbers.constant(means());
      case EntityPredictions entities -> entities.none();
      default -> throw new IllegalStateException("no such predictions in a run");
    };
  }

  /// The share of the training set that has each label.
  private double[] shares(List<IdentifiedExample> train, boolean ofOne) {
    double[] shares = new double[labelling.names().size()];
    LabelSet labels = new LabelSet(labelling.names());
    for (IdentifiedExample example : train) {
      for (String name : LabelSet.namesOf(example.example())) {
        shares[labels.place(name)]++;
      }
    }
    double all = ofOne ? Arrays.stream(shares).sum() : train.size();
    return Arrays.stream(shares).map(count -> count / all).toArray();
  }

  private double[] means() {
    List<TokenizedExample> train = prepared.data().train();
    return IntStream.range(0, labelling.names().size())
        .mapToDouble(i -> train.stream().mapToDouble(t -> t.targets()[i]).average().orElse(0))
        .toArray();
  }
}
