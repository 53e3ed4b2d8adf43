package luthier.verdict;

import java.util.List;
import java.util.Optional;
import luthier.metric.Forgetting;

/// What a run's evaluation comes to.
///
/// @param primary the metric that decides
/// @param split the set that was measured: `test`, `validation`, or `none`
/// @param predictors rivals first, the tuned model last
/// @param comparisons the tuned model against each rival by the metric that decides
/// @param forgetting empty where it was not measured
/// @param slices of the held-out examples, weak ones first
/// @param answers side by side; empty for tasks with labels
/// @param tokens of a few examples
/// @param notes what should be known about the measurement
public record Findings(
    Verdict verdict,
    Primary primary,
    String split,
    List<Predictor> predictors,
    List<Comparison> comparisons,
    Optional<Forgetting> forgetting,
    List<Slice> slices,
    List<AnswerPair> answers,
    List<TokenLosses> tokens,
    List<String> notes) {

  public Findings {
    predictors = List.copyOf(predictors);
    comparisons = List.copyOf(comparisons);
    slices = List.copyOf(slices);
    answers = List.copyOf(answers);
    tokens = List.copyOf(tokens);
    notes = List.copyOf(notes);
  }

  /// Nothing was held out.
  public static Findings none(Primary primary, String split) {
    return new Findings(
        new Verdict.NotMeasured(),
        primary,
        split,
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /// The same with what was unlearned, and the verdict that follows.
  public Findings with(Forgetting measured) {
    return new Findings(
        Decision.of(primary, comparisons, Optional.of(measured)),
        primary,
        split,
        predictors,
        comparisons,
        Optional.of(measured),
        slices,
        answers,
        tokens,
        notes);
  }
}
