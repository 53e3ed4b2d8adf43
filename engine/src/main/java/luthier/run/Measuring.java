package luthier.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.Excerpt;
import luthier.batch.MicroBatch;
import luthier.dataset.IdentifiedExample;
import luthier.evaluation.SetLoss;
import luthier.kernel.Kernels;
import luthier.metric.Bootstrap;
import luthier.metric.Difference;
import luthier.metric.Evaluation;
import luthier.metric.Paired;
import luthier.metric.Proportions;
import luthier.metric.Score;
import luthier.model.LanguageModel;
import luthier.recipe.Task;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;

/// Measures base and tuned model on the same held-out examples: the test set, else the validation
/// set.
///
/// @param held the examples that are measured
/// @param questions what both models are asked
/// @param answers asks a model; empty without a tokenizer
record Measuring(
    FineTune.Prepared prepared,
    Workers workers,
    List<Kernels> kernels,
    List<TokenizedExample> held,
    List<Answers.Question> questions,
    Optional<Answers> answers) {

  private static final int MOST_QUESTIONS = 200;

  /// What one model made of the held-out examples.
  ///
  /// @param nats summed over the supervised tokens of each example
  /// @param answers one for each question
  record Measured(List<Double> nats, List<Evaluation.Answer> answers) {}

  static Measuring of(FineTune.Prepared prepared, Workers workers, List<Kernels> kernels) {
    PreparedData data = prepared.data();
    Optional<Answers> answers =
        prepared
            .encoder()
            .map(encoder -> new Answers(workers, kernels, encoder, prepared.recipe().evaluation()));
    boolean test = !data.test().isEmpty();
    List<TokenizedExample> held = test ? data.test() : data.validation();
    List<IdentifiedExample> texts = test ? data.sets().test() : data.sets().validation();
    List<Answers.Question> questions =
        answers
            .map(asking -> questions(prepared.recipe().evaluation(), texts, asking))
            .orElse(List.of());
    return new Measuring(prepared, workers, kernels, held, questions, answers);
  }

  /// The questions of the held-out examples: all where an answer pattern is given, else those of
  /// the samples.
  private static List<Answers.Question> questions(
      luthier.recipe.Evaluation settings, List<IdentifiedExample> texts, Answers asking) {
    int wanted =
        settings.answerPattern().isPresent()
            ? Math.max(MOST_QUESTIONS, settings.samples())
            : settings.samples();
    List<Answers.Question> questions = new ArrayList<>();
    for (IdentifiedExample example : texts) {
      if (questions.size() < wanted) {
        asking.question(example).ifPresent(questions::add);
      }
    }
    return List.copyOf(questions);
  }

  /// What a model makes of them.
  Measured measure(LanguageModel model) {
    double[] nats = new SetLoss(model, workers, kernels, Planning.EVALUATED_TOKENS).nats(held);
    return new Measured(
        Arrays.stream(nats).boxed().toList(),
        answers.map(asking -> asking.graded(model, questions)).orElse(List.of()));
  }

  /// The scores of both models, how they differ, and a few answers side by side.
  Evaluation compare(Measured before, Measured after) {
    List<Score> base = new ArrayList<>();
    List<Score> result = new ArrayList<>();
    List<Difference> differences = new ArrayList<>();
    addLoss(before, after, base, result, differences);
    addAccuracy(before, after, base, result, differences);
    return new Evaluation(
        set(), examples().size(), seed(), base, result, differences, samples(before, after));
  }

  private String set() {
    if (held.isEmpty()) {
      return "none";
    }
    return prepared.data().test().isEmpty() ? "validation" : "test";
  }

  private long seed() {
    return prepared.recipe().seed();
  }

  /// Places of the pieces of each example: the pieces of one document are not drawn apart, as they
  /// are not independent.
  private Map<String, List<Integer>> examples() {
    Map<String, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < held.size(); i++) {
      places.computeIfAbsent(held.get(i).id(), _ -> new ArrayList<>()).add(i);
    }
    return places;
  }

  private double[] byExample(List<Double> ofPieces) {
    return examples().values().stream()
        .mapToDouble(places -> places.stream().mapToDouble(ofPieces::get).sum())
        .toArray();
  }

  private void addLoss(
      Measured before,
      Measured after,
      List<Score> base,
      List<Score> result,
      List<Difference> differences) {
    double[] supervised =
        byExample(held.stream().map(e -> (double) MicroBatch.supervisedTokens(e)).toList());
    if (Arrays.stream(supervised).sum() == 0) {
      return;
    }
    double[] natsBefore = byExample(before.nats());
    double[] natsAfter = byExample(after.nats());
    Score lossBefore = Bootstrap.ratio("loss", natsBefore, supervised, seed());
    Score lossAfter = Bootstrap.ratio("loss", natsAfter, supervised, seed());
    base.add(lossBefore);
    result.add(lossAfter);
    differences.add(Paired.ratio("loss", natsBefore, natsAfter, supervised, seed()));
    if (prepared.recipe().task() == Task.TEXT) {
      base.add(Score.perplexity(lossBefore));
      result.add(Score.perplexity(lossAfter));
    }
  }

  private void addAccuracy(
      Measured before,
      Measured after,
      List<Score> base,
      List<Score> result,
      List<Difference> differences) {
    boolean[] rightBefore = right(before.answers());
    boolean[] rightAfter = right(after.answers());
    if (rightBefore.length == 0) {
      return;
    }
    base.add(Proportions.wilson("accuracy", rightBefore));
    result.add(Proportions.wilson("accuracy", rightAfter));
    differences.add(Proportions.difference("accuracy", rightBefore, rightAfter, seed()));
  }

  /// Whether each answer is right, of those that can be told; which these are depends on the
  /// references only.
  private static boolean[] right(List<Evaluation.Answer> answers) {
    List<Evaluation.Answer> graded =
        answers.stream().filter(a -> a.grade() != Evaluation.Grade.UNGRADED).toList();
    boolean[] right = new boolean[graded.size()];
    for (int i = 0; i < right.length; i++) {
      right[i] = graded.get(i).grade() == Evaluation.Grade.RIGHT;
    }
    return right;
  }

  private List<Evaluation.Sample> samples(Measured before, Measured after) {
    int count = Math.min(prepared.recipe().evaluation().samples(), questions.size());
    List<Evaluation.Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(
          new Evaluation.Sample(
              questions.get(i).turns(),
              questions.get(i).reference(),
              before.answers().get(i),
              after.answers().get(i)));
    }
    return samples;
  }

  /// What should be looked at: references in which the answer pattern finds nothing, and answers
  /// that were too much for it.
  List<String> complaints(Measured before, Measured after) {
    List<String> complaints = new ArrayList<>();
    long ungraded =
        after.answers().stream().filter(a -> a.grade() == Evaluation.Grade.UNGRADED).count();
    if (prepared.recipe().evaluation().answerPattern().isPresent() && ungraded > 0) {
      complaints.add(
          "evaluation.answer_pattern matches no text in the reference answers of "
              + ungraded
              + " of "
              + questions.size()
              + " held-out examples; these do not count for the accuracy");
    }
    Stream.of(before, after)
        .flatMap(measured -> answers.flatMap(asking -> asking.tooHard(measured.answers())).stream())
        .findFirst()
        .ifPresent(answer ->
            complaints.add(
                "evaluation.answer_pattern tries too many ways to match an answer of the model,"
                    + " which counts as wrong: "
                    + Excerpt.of(answer)));
    return complaints;
  }
}
