package luthier.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import luthier.Excerpt;
import luthier.dataset.IdentifiedExample;
import luthier.evaluation.Scoring;
import luthier.evaluation.SetLoss;
import luthier.kernel.Kernels;
import luthier.metric.AnswerMetric;
import luthier.metric.AnswerMetrics;
import luthier.metric.Evaluation;
import luthier.metric.Scores;
import luthier.model.LanguageModel;
import luthier.model.Model;
import luthier.objective.NextToken;
import luthier.recipe.Judging;
import luthier.recipe.Task;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;
import luthier.verdict.Findings;

/// Measures models that go on with texts: their loss, and what they answer.
///
/// @param held the examples that are measured, as tokens and
/// @param texts as they were read
/// @param questions what all models are asked
/// @param answers asks a model; empty without a tokenizer
record LanguageMeasuring(
    FineTune.Prepared prepared,
    Workers workers,
    List<Kernels> kernels,
    List<TokenizedExample> held,
    List<IdentifiedExample> texts,
    List<Answers.Question> questions,
    Optional<Answers> answers)
    implements Measuring {

  private static final int MOST_QUESTIONS = 200;

  /// Of so many examples the loss of each token is kept, and
  private static final int LOOKED_INTO = 3;

  /// of those with at most so many tokens.
  private static final int LONGEST_LOOKED_INTO = 400;

  /// What one model made of the held-out examples.
  ///
  /// @param nats summed over the supervised tokens of each example
  /// @param answers one for each question
  /// @param tokens log-probabilities of the tokens of a few examples, by place
  /// @param prompted what the base said with a prompt of examples
  record Answered(
      List<Double> nats,
      List<Evaluation.Answer> answers,
      Map<Integer, List<Double>> tokens,
      Optional<Prompting.Prompted> prompted)
      implements Measured {

    LanguageScores.Said said() {
      return new LanguageScores.Said(Optional.of(nats), answers);
    }
  }

  static LanguageMeasuring of(FineTune.Prepared prepared, Workers workers, List<Kernels> kernels) {
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
    return new LanguageMeasuring(prepared, workers, kernels, held, texts, questions, answers);
  }

  /// The questions of the held-out examples: all where answers are judged, else those of the
  /// samples.
  private static List<Answers.Question> questions(
      luthier.recipe.Evaluation settings, List<IdentifiedExample> texts, Answers asking) {
    boolean judged =
        settings.answerPattern().isPresent() || !settings.judging().metrics().isEmpty();
    int wanted = judged ? Math.max(MOST_QUESTIONS, settings.samples()) : settings.samples();
    List<Answers.Question> questions = new ArrayList<>();
    for (IdentifiedExample example : texts) {
      if (questions.size() < wanted) {
        asking.question(example).ifPresent(questions::add);
      }
    }
    return List.copyOf(questions);
  }

  @Override
  public Measured measure(Model tuned) {
    LanguageModel model = (LanguageModel) tuned;
    Answered plain = plain(model);
    return new Answered(
        plain.nats(), plain.answers(), tokens(model, surprising(plain.nats())), Optional.empty());
  }

  private Answered plain(LanguageModel model) {
    return new Answered(
        Arrays.stream(loss(model).sums(held)).boxed().toList(),
        answers.map(asking -> asking.graded(model, questions)).orElse(List.of()),
        Map.of(),
        Optional.empty());
  }

  private SetLoss loss(LanguageModel model) {
    return new SetLoss(new NextToken(model), workers, kernels, Planning.EVALUATED_TOKENS);
  }

  /// The examples of the largest loss per token.
  private List<Integer> surprising(List<Double> nats) {
    return answers.isEmpty()
        ? List.of()
        : IntStream.range(0, held.size())
            .filter(i -> held.get(i).supervised() > 0)
            .filter(i -> held.get(i).ids().length <= LONGEST_LOOKED_INTO)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -nats.get(i) / held.get(i).supervised()))
            .limit(LOOKED_INTO)
            .toList();
  }

  private Map<Integer, List<Double>> tokens(LanguageModel model, List<Integer> places) {
    Scoring scoring = new Scoring(model, kernels.getFirst());
    Map<Integer, List<Double>> tokens = new LinkedHashMap<>();
    for (int place : places) {
      double[] logs = scoring.logProbabilities(held.get(place).ids());
      tokens.put(place, Arrays.stream(logs).boxed().toList());
    }
    return tokens;
  }

  @Override
  public Measured measureBase(Model base, Measured tuned) {
    LanguageModel model = (LanguageModel) base;
    Answered plain = plain(model);
    List<Integer> places = List.copyOf(((Answered) tuned).tokens().keySet());
    return new Answered(
        plain.nats(),
        plain.answers(),
        tokens(model, places),
        prompting(model).flatMap(p -> p.measure(model, loss(model), questions, held, texts)));
  }

  /// Empty where there is nothing to prompt with, or for.
  private Optional<Prompting> prompting(LanguageModel model) {
    Judging judging = judging();
    Task task = prepared.recipe().task();
    boolean asks = task == Task.CHAT || task == Task.COMPLETION;
    if (!asks || answers.isEmpty() || held.isEmpty() || judging.fewShot() == 0) {
      return Optional.empty();
    }
    PreparedData data = prepared.data();
    Answers asking = answers.get();
    List<IdentifiedExample> train = data.sets().train();
    List<IdentifiedExample> validation = data.sets().validation();
    return Optional.of(
        new Prompting(
            new FewShot(
                asking.encoder(),
                judging.fewShot(),
                model.maxPositions(),
                asking.settings().maxNewTokens(),
                asking::decisive,
                seed()),
            asking,
            train,
            validation.isEmpty() ? train : validation,
            primary(),
            metrics()));
  }

  private Judging judging() {
    return prepared.recipe().evaluation().judging();
  }

  private List<AnswerMetric> metrics() {
    return judging().metrics().stream().map(AnswerMetrics::of).toList();
  }

  /// The metric that decides.
  private String primary() {
    boolean graded = answers.isPresent() && answers.get().settings().answerPattern().isPresent();
    return judging()
        .primary()
        .orElse(
            graded
                ? "accuracy"
                : questions.isEmpty() || metrics().isEmpty()
                    ? "loss"
                    : metrics().getFirst().name());
  }

  private LanguageScores scores() {
    boolean perplexity = prepared.recipe().task() == Task.TEXT;
    return new LanguageScores(held, questions, metrics(), perplexity, seed());
  }

  @Override
  public Evaluation compare(Measured base, Measured tuned) {
    Answered before = (Answered) base;
    Answered after = (Answered) tuned;
    LanguageScores scores = scores();
    Scores both = scores.compare(before.said(), after.said());
    return new Evaluation(
        set(),
        scores.examples().size(),
        seed(),
        both.base(),
        both.tuned(),
        both.differences(),
        samples(before, after));
  }

  @Override
  public Findings findings(Measured base, Measured tuned) {
    return new LanguageFindings(prepared, scores(), set(), primary(), answers, texts)
        .of((Answered) base, (Answered) tuned);
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

  private List<Evaluation.Sample> samples(Answered before, Answered after) {
    int count = Math.min(prepared.recipe().evaluation().samples(), questions.size());
    return IntStream.range(0, count)
        .mapToObj(i ->
            LanguageFindings.sample(
                questions.get(i), before.answers().get(i), after.answers().get(i)))
        .toList();
  }

  /// References in which the answer pattern finds nothing, and answers that were too much for it.
  @Override
  public List<String> complaints(Measured base, Measured tuned) {
    return complaints((Answered) base, (Answered) tuned);
  }

  private List<String> complaints(Answered before, Answered after) {
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
