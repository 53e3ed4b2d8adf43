package luthier.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.dataset.IdentifiedExample;
import luthier.example.Example;
import luthier.example.Target;
import luthier.metric.Predictions;
import luthier.metric.Scores;
import luthier.recipe.BestBy;
import luthier.recipe.Recipe;
import luthier.recipe.Task;
import luthier.tokenizer.TokenizedExample;
import luthier.verdict.Findings;
import luthier.verdict.Predictor;
import luthier.verdict.Primary;
import luthier.verdict.Slice;
import luthier.verdict.Slices;

/// What the measurement of a task with labels comes to.
///
/// @param set that was measured
/// @param held the examples of it, as tokens and
/// @param texts as they were read, in the same order
record LabelFindings(
    FineTune.Prepared prepared,
    String set,
    List<TokenizedExample> held,
    List<IdentifiedExample> texts) {

  /// @param baseline what `blind` is, in words
  Findings of(
      Predictions blind,
      String baseline,
      Optional<Neighbours.Found> neighbours,
      Predictions tuned) {
    long seed = prepared.recipe().seed();
    Scores against = Scores.compare(blind, tuned, seed);
    Judged judged = new Judged(decisive(against));
    judged.add(Predictor.Kind.BLIND, baseline, against);
    neighbours.ifPresent(found ->
        judged.add(
            Predictor.Kind.NEIGHBOURS,
            found.k() == 1
                ? "the nearest neighbour on the base's embeddings"
                : "the " + found.k() + " nearest neighbours on the base's embeddings",
            Scores.compare(found.predictions(), tuned, seed)));
    return new Findings(
        judged.verdict(),
        judged.primary(),
        set,
        judged.predictors(against.tuned()),
        judged.comparisons(),
        Optional.empty(),
        slices(tuned),
        List.of(),
        List.of(),
        List.of());
  }

  /// The metric that decides: the one that was asked for, or, where it is not defined for what
  /// looks at nothing, the first that is.
  private String decisive(Scores against) {
    String wanted = primary(prepared.recipe());
    List<String> known =
        against.differences().stream().map(difference -> difference.change().name()).toList();
    return known.contains(wanted) || known.isEmpty() ? wanted : known.getFirst();
  }

  static String primary(Recipe recipe) {
    return recipe
        .evaluation()
        .judging()
        .primary()
        .orElseGet(() -> {
          String best = BestBy.of(recipe).metric();
          return best.equals("loss") ? ofLoss(recipe.task()) : best;
        });
  }

  /// The metric that is nearest to the loss of a task.
  private static String ofLoss(Task task) {
    return switch (task) {
      case CLASSIFICATION, MULTI_LABEL -> "log_loss";
      case REGRESSION -> "rmse";
      case TOKEN_CLASSIFICATION -> "f1";
      case CHAT, COMPLETION, TEXT, MASKED_TEXT ->
          throw new IllegalStateException("a task of words");
    };
  }

  private List<Slice> slices(Predictions tuned) {
    Primary by =
        switch (prepared.recipe().task()) {
          case CLASSIFICATION -> new Primary("accuracy", false, true);
          case MULTI_LABEL -> new Primary("subset_accuracy", false, true);
          case TOKEN_CLASSIFICATION -> new Primary("exact_match", false, true);
          case REGRESSION -> new Primary("mae", true, false);
          case CHAT, COMPLETION, TEXT, MASKED_TEXT ->
              throw new IllegalStateException("a task of words");
        };
    Optional<double[]> each = tuned.each(by.metric());
    if (each.isEmpty()) { // several numbers, which have no mean error in common
      return List.of();
    }
    Map<String, List<String>> properties = new LinkedHashMap<>();
    properties.put("length", SliceValues.lengths(held.stream().map(t -> t.ids().length).toList()));
    if (prepared.recipe().task() == Task.CLASSIFICATION) {
      properties.put("label", texts.stream().map(LabelFindings::label).toList());
    }
    properties.putAll(prepared.data().slices().of(texts));
    double[] ones = new double[held.size()];
    Arrays.fill(ones, 1);
    return new Slices(
            by,
            Arrays.stream(each.get()).boxed().toList(),
            Arrays.stream(ones).boxed().toList(),
            prepared.recipe().seed())
        .of(properties);
  }

  private static String label(IdentifiedExample example) {
    return example.example() instanceof Example.Labelled labelled
            && labelled.target() instanceof Target.Label(String name)
        ? name
        : "";
  }
}
