package luthier.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.metric.AnswerMetric;
import luthier.metric.AnswerPredictions;
import luthier.metric.Bootstrap;
import luthier.metric.Difference;
import luthier.metric.Evaluation;
import luthier.metric.Paired;
import luthier.metric.Proportions;
import luthier.metric.Score;
import luthier.metric.Scores;
import luthier.tokenizer.TokenizedExample;

/// The scores of two models that went on with the same texts.
///
/// @param held the examples that were measured, as tokens
/// @param questions that were asked
/// @param metrics of the answers, besides the accuracy
/// @param perplexity whether it is told beside the loss
record LanguageScores(
    List<TokenizedExample> held,
    List<Answers.Question> questions,
    List<AnswerMetric> metrics,
    boolean perplexity,
    long seed) {

  private static final Scores NONE = new Scores(List.of(), List.of(), List.of());

  /// What one model made of the examples.
  ///
  /// @param nats summed over the supervised tokens of each; empty where that cannot be compared
  /// @param answers one for each question, or none
  record Said(Optional<List<Double>> nats, List<Evaluation.Answer> answers) {}

  /// The scores of both, as far as both have them.
  Scores compare(Said before, Said after) {
    List<Score> base = new ArrayList<>();
    List<Score> tuned = new ArrayList<>();
    List<Difference> differences = new ArrayList<>();
    for (Scores part :
        List.of(loss(before, after), accuracy(before, after), further(before, after))) {
      base.addAll(part.base());
      tuned.addAll(part.tuned());
      differences.addAll(part.differences());
    }
    return new Scores(base, tuned, differences);
  }

  private Scores loss(Said before, Said after) {
    double[] supervised = byExample(held.stream().map(e -> (double) e.supervised()).toList());
    if (before.nats().isEmpty() || after.nats().isEmpty() || Arrays.stream(supervised).sum() == 0) {
      return NONE;
    }
    double[] natsBefore = byExample(before.nats().get());
    double[] natsAfter = byExample(after.nats().get());
    Score one = Bootstrap.ratio("loss", natsBefore, supervised, seed);
    Score other = Bootstrap.ratio("loss", natsAfter, supervised, seed);
    return new Scores(
        perplexity ? List.of(one, Score.perplexity(one)) : List.of(one),
        perplexity ? List.of(other, Score.perplexity(other)) : List.of(other),
        List.of(Paired.ratio("loss", natsBefore, natsAfter, supervised, seed)));
  }

  private Scores accuracy(Said before, Said after) {
    boolean[] rightBefore = right(before.answers());
    boolean[] rightAfter = right(after.answers());
    return rightBefore.length == 0
        ? NONE
        : new Scores(
            List.of(Proportions.wilson("accuracy", rightBefore)),
            List.of(Proportions.wilson("accuracy", rightAfter)),
            List.of(Proportions.difference("accuracy", rightBefore, rightAfter, seed)));
  }

  private Scores further(Said before, Said after) {
    return metrics.isEmpty() || questions.isEmpty()
        ? NONE
        : Scores.compare(judged(before.answers()), judged(after.answers()), seed);
  }

  private AnswerPredictions judged(List<Evaluation.Answer> answers) {
    return new AnswerPredictions(
        answers.stream().map(Evaluation.Answer::text).toList(),
        questions.stream().map(question -> List.of(question.reference())).toList(),
        metrics);
  }

  /// Places of the pieces of each example: the pieces of one document are not drawn apart, as they
  /// are not independent.
  Map<String, List<Integer>> examples() {
    Map<String, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < held.size(); i++) {
      places.computeIfAbsent(held.get(i).id(), _ -> new ArrayList<>()).add(i);
    }
    return places;
  }

  /// The sum over the pieces of each example.
  double[] byExample(List<Double> ofPieces) {
    return examples().values().stream()
        .mapToDouble(places -> places.stream().mapToDouble(ofPieces::get).sum())
        .toArray();
  }

  /// Whether each answer is right, of those that can be told; which these are depends on the
  /// references only.
  static boolean[] right(List<Evaluation.Answer> answers) {
    List<Evaluation.Answer> graded =
        answers.stream().filter(a -> a.grade() != Evaluation.Grade.UNGRADED).toList();
    boolean[] right = new boolean[graded.size()];
    for (int i = 0; i < right.length; i++) {
      right[i] = graded.get(i).grade() == Evaluation.Grade.RIGHT;
    }
    return right;
  }
}
