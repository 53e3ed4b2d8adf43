package luthier.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import luthier.dataset.IdentifiedExample;
import luthier.metric.Evaluation;
import luthier.metric.Evaluation.Grade;
import luthier.metric.Scores;
import luthier.tokenizer.TokenizedExample;
import luthier.verdict.AnswerPair;
import luthier.verdict.Findings;
import luthier.verdict.Predictor;
import luthier.verdict.Primary;
import luthier.verdict.Slice;
import luthier.verdict.Slices;
import luthier.verdict.TokenLosses;
import luthier.verdict.WordDifference;

/// What the measurement of a task of language comes to.
///
/// @param set that was measured
/// @param primary the metric that decides
/// @param texts the examples that were measured, as they were read
record LanguageFindings(
    FineTune.Prepared prepared,
    LanguageScores scores,
    String set,
    String primary,
    Optional<Answers> answers,
    List<IdentifiedExample> texts) {

  private static final int MOST_PAIRS = 12;
  private static final int IGNORED = -100;

  Findings of(LanguageMeasuring.Answered before, LanguageMeasuring.Answered after) {
    List<String> notes = new ArrayList<>();
    Scores zero = scores.compare(before.said(), after.said());
    Judged judged = new Judged(decisive(zero, notes));
    judged.add(Predictor.Kind.BASE, "base model", zero);
    before
        .prompted()
        .ifPresent(prompted -> {
          Scores shown = scores.compare(prompted.said(), after.said());
          judged.add(
              Predictor.Kind.PROMPT, "base model shown " + prompted.shown() + " examples", shown);
          if (prompted.said().nats().isEmpty()) {
            notes.add(
                "The loss of the base model behind shown examples is not told: not all answers fit"
                    + " into its positions as the same tokens.");
          }
        });
    return new Findings(
        judged.verdict(),
        judged.primary(),
        set,
        judged.predictors(zero.tuned()),
        judged.comparisons(),
        Optional.empty(),
        slices(after),
        pairs(before, after),
        tokens(before, after),
        notes);
  }

  /// The loss where nothing could be measured by the metric that was to decide.
  private String decisive(Scores measured, List<String> notes) {
    boolean known =
        measured.differences().stream().anyMatch(d -> d.change().name().equals(primary));
    if (!known && !measured.differences().isEmpty()) {
      notes.add("The loss decides: the " + primary + " could not be told of any example.");
      return "loss";
    }
    return primary;
  }

  private List<Slice> slices(LanguageMeasuring.Answered after) {
    boolean graded = LanguageScores.right(after.answers()).length > 0;
    return graded ? slicesOfAnswers(after) : slicesOfLoss(after);
  }

  private List<Slice> slicesOfAnswers(LanguageMeasuring.Answered after) {
    List<Double> right = new ArrayList<>();
    List<Double> ones = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    List<String> decisive = new ArrayList<>();
    List<IdentifiedExample> examples = new ArrayList<>();
    for (int i = 0; i < after.answers().size(); i++) {
      Grade grade = after.answers().get(i).grade();
      if (grade != Grade.UNGRADED) {
        Answers.Question question = scores.questions().get(i);
        right.add(grade == Grade.RIGHT ? 1.0 : 0.0);
        ones.add(1.0);
        lengths.add(question.prompt().length);
        decisive.add(answers.map(a -> a.decisive(question.reference())).orElse(""));
        examples.add(question.example());
      }
    }
    Map<String, List<String>> properties = properties(examples, lengths);
    properties.put("answer", decisive);
    Primary accuracy = new Primary("accuracy", false, true);
    return new Slices(accuracy, right, ones, scores.seed()).of(properties);
  }

  private List<Slice> slicesOfLoss(LanguageMeasuring.Answered after) {
    List<TokenizedExample> held = scores.held();
    double[] nats = scores.byExample(after.nats());
    double[] supervised =
        scores.byExample(held.stream().map(e -> (double) e.supervised()).toList());
    double[] lengths = scores.byExample(held.stream().map(e -> (double) e.ids().length).toList());
    Map<String, IdentifiedExample> byId = new LinkedHashMap<>();
    texts.forEach(text -> byId.put(text.id(), text));
    List<IdentifiedExample> examples =
        scores.examples().keySet().stream()
            .map(id -> Objects.requireNonNull(byId.get(id)))
            .toList();
    if (Arrays.stream(supervised).sum() == 0) {
      return List.of();
    }
    return new Slices(
            new Primary("loss", true, false),
            Arrays.stream(nats).boxed().toList(),
            Arrays.stream(supervised).boxed().toList(),
            scores.seed())
        .of(properties(examples, Arrays.stream(lengths).mapToObj(l -> (int) l).toList()));
  }

  private Map<String, List<String>> properties(
      List<IdentifiedExample> examples, List<Integer> lengths) {
    Map<String, List<String>> properties = new LinkedHashMap<>();
    properties.put("length", SliceValues.lengths(lengths));
    properties.putAll(prepared.data().slices().of(examples));
    return properties;
  }

  /// First what was lost, then what is still wrong, then what was won.
  private List<AnswerPair> pairs(
      LanguageMeasuring.Answered before, LanguageMeasuring.Answered after) {
    List<AnswerPair> pairs = new ArrayList<>();
    for (AnswerPair.Change change : AnswerPair.Change.values()) {
      for (int i = 0; i < after.answers().size(); i++) {
        Evaluation.Answer old = before.answers().get(i);
        Evaluation.Answer young = after.answers().get(i);
        if (pairs.size() < MOST_PAIRS && change(old, young).equals(Optional.of(change))) {
          pairs.add(
              new AnswerPair(
                  change,
                  sample(scores.questions().get(i), old, young),
                  WordDifference.between(old.text(), young.text())));
        }
      }
    }
    return pairs;
  }

  private static Optional<AnswerPair.Change> change(
      Evaluation.Answer before, Evaluation.Answer after) {
    return switch (after.grade()) {
      case UNGRADED -> Optional.empty();
      case WRONG ->
          Optional.of(
              before.grade() == Grade.RIGHT
                  ? AnswerPair.Change.LOST
                  : AnswerPair.Change.STILL_WRONG);
      case RIGHT ->
          before.grade() == Grade.RIGHT ? Optional.empty() : Optional.of(AnswerPair.Change.WON);
    };
  }

  static Evaluation.Sample sample(
      Answers.Question question, Evaluation.Answer before, Evaluation.Answer after) {
    return new Evaluation.Sample(question.turns(), question.reference(), before, after);
  }

  private List<TokenLosses> tokens(
      LanguageMeasuring.Answered before, LanguageMeasuring.Answered after) {
    List<TokenLosses> all = new ArrayList<>();
    after
        .tokens()
        .forEach((place, tuned) -> {
          List<Double> base = before.tokens().getOrDefault(place, tuned);
          TokenizedExample example = scores.held().get(place);
          all.add(
              new TokenLosses(
                  IntStream.range(1, example.ids().length)
                      .filter(i -> example.labels()[i] != IGNORED)
                      .mapToObj(i ->
                          new TokenLosses.Token(
                              text(example.ids()[i]), -base.get(i), -tuned.get(i)))
                      .toList()));
        });
    return all;
  }

  private String text(int id) {
    return answers
        .map(asking -> asking.encoder().tokenizer().decode(new int[] {id}, false))
        .orElse(String.valueOf(id));
  }
}
