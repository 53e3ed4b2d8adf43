package luthier.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.metric.Difference;
import luthier.metric.Score;
import luthier.metric.Scores;
import luthier.recipe.BestBy;
import luthier.verdict.Comparison;
import luthier.verdict.Decision;
import luthier.verdict.Predictor;
import luthier.verdict.Primary;
import luthier.verdict.Verdict;

/// The tuned model and its rivals on their way to a verdict.
///
/// @param metric the name of the one that decides
final class Judged {

  private static final String SHARE_TEST = "mcnemar_exact";

  private final String metric;
  private final List<Predictor> predictors = new ArrayList<>();
  private final List<Decision.Against> rivals = new ArrayList<>();

  Judged(String metric) {
    this.metric = metric;
  }

  /// @param scores of the rival, and of the tuned model by the same metrics
  void add(Predictor.Kind kind, String name, Scores scores) {
    predictors.add(new Predictor(kind, name, scores.base()));
    scores.differences().stream()
        .filter(difference -> difference.change().name().equals(metric))
        .findFirst()
        .ifPresent(difference -> rivals.add(new Decision.Against(kind, name, difference)));
  }

  /// All predictors, the tuned model last.
  List<Predictor> predictors(List<Score> tuned) {
    List<Predictor> all = new ArrayList<>(predictors);
    all.add(new Predictor(Predictor.Kind.TUNED, "tuned", tuned));
    return all;
  }

  Primary primary() {
    boolean share =
        rivals.stream()
            .map(Decision.Against::difference)
            .map(Difference::test)
            .anyMatch(SHARE_TEST::equals);
    return new Primary(metric, new BestBy(metric).lessIsBetter(), share);
  }

  List<Comparison> comparisons() {
    return Decision.compare(primary(), rivals);
  }

  Verdict verdict() {
    return Decision.of(primary(), comparisons(), Optional.empty());
  }
}
