package luthier.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import luthier.dataset.IdentifiedExample;
import luthier.evaluation.SetLoss;
import luthier.example.Example;
import luthier.metric.AnswerMetric;
import luthier.metric.Evaluation;
import luthier.model.LanguageModel;
import luthier.tokenizer.TokenizedExample;

/// Asks the base model with the best of a few prompts of examples: the one is chosen on examples
/// that are not measured, by the metric that decides.
///
/// @param choosing examples to choose the prompt by
/// @param primary the metric that decides
/// @param metrics of answers
record Prompting(
    FewShot shots,
    Answers asking,
    List<IdentifiedExample> train,
    List<IdentifiedExample> choosing,
    String primary,
    List<AnswerMetric> metrics) {

  private static final int MOST_CHOOSING = 24;

  /// Answers that the choice of a prompt takes at most.
  static final int MOST_ANSWERS_TO_CHOOSE = FewShot.PROMPTS * MOST_CHOOSING;

  /// What the base said with the best prompt.
  ///
  /// @param shown how many examples the prompt has
  record Prompted(int shown, LanguageScores.Said said) {}

  /// @param loss of the base model
  /// @param questions to be measured
  /// @param held the same as tokens, and
  /// @param texts as they were read
  Optional<Prompted> measure(
      LanguageModel model,
      SetLoss loss,
      List<Answers.Question> questions,
      List<TokenizedExample> held,
      List<IdentifiedExample> texts) {
    List<List<Example>> prompts = shots.prompts(train);
    if (prompts.isEmpty()) {
      return Optional.empty();
    }
    List<Example> best = prompts.size() == 1 ? prompts.getFirst() : best(model, loss, prompts);
    List<Evaluation.Answer> answers =
        questions.isEmpty()
            ? List.of()
            : asking.graded(model, questions.stream().map(q -> behind(best, q)).toList());
    return Optional.of(
        new Prompted(best.size(), new LanguageScores.Said(nats(loss, best, held, texts), answers)));
  }

  private Answers.Question behind(List<Example> shown, Answers.Question asked) {
    IdentifiedExample from = asked.example();
    return shots
        .behind(shown, from.example())
        .flatMap(whole -> asking.question(new IdentifiedExample(from.id(), from.group(), whole)))
        .map(question ->
            new Answers.Question(question.prompt(), asked.turns(), asked.reference(), from))
        .orElse(asked);
  }

  /// The loss of the same tokens; empty where some of them change behind other examples, or do not
  /// fit.
  private Optional<List<Double>> nats(
      SetLoss loss,
      List<Example> shown,
      List<TokenizedExample> held,
      List<IdentifiedExample> texts) {
    Map<String, IdentifiedExample> byId =
        texts.stream()
            .collect(Collectors.toMap(IdentifiedExample::id, e -> e, (first, _) -> first));
    List<TokenizedExample> prompted = new ArrayList<>();
    for (TokenizedExample example : held) {
      Optional.ofNullable(byId.get(example.id()))
          .flatMap(text -> encoded(shown, text))
          .filter(tokens -> tokens.supervised() == example.supervised())
          .ifPresent(prompted::add);
    }
    return prompted.size() < held.size() || held.isEmpty()
        ? Optional.empty()
        : Optional.of(Arrays.stream(loss.sums(prompted)).boxed().toList());
  }

  private Optional<TokenizedExample> encoded(List<Example> shown, IdentifiedExample text) {
    return shots
        .behind(shown, text.example())
        .map(whole -> shots.encoder().encode(text.id(), whole));
  }

  private List<Example> best(LanguageModel model, SetLoss loss, List<List<Example>> prompts) {
    List<Answers.Question> questions =
        choosing.stream()
            .filter(one -> prompts.stream().noneMatch(shown -> shown.contains(one.example())))
            .limit(MOST_CHOOSING)
            .flatMap(example -> asking.question(example).stream())
            .toList();
    List<Double> values =
        prompts.stream().map(prompt -> value(model, loss, prompt, questions)).toList();
    int best = 0;
    for (int i = 1; i < values.size(); i++) {
      best = values.get(i) > values.get(best) ? i : best;
    }
    return prompts.get(best);
  }

  /// How good a prompt is; the higher the better.
  private double value(
      LanguageModel model, SetLoss loss, List<Example> shown, List<Answers.Question> questions) {
    if (primary.equals("loss")) {
      List<TokenizedExample> tokens =
          questions.stream()
              .flatMap(question -> encoded(shown, question.example()).stream())
              .toList();
      return tokens.isEmpty() ? Double.NEGATIVE_INFINITY : -loss.of(tokens).loss();
    }
    List<Evaluation.Answer> answers =
        asking.graded(model, questions.stream().map(q -> behind(shown, q)).toList());
    Optional<AnswerMetric> metric =
        metrics.stream().filter(each -> each.name().equals(primary)).findFirst();
    double sum = 0;
    for (int i = 0; i < answers.size(); i++) {
      Evaluation.Answer answer = answers.get(i);
      List<String> references = List.of(questions.get(i).reference());
      sum +=
          metric
              .map(each -> each.score(answer.text(), references))
              .orElse(answer.grade() == Evaluation.Grade.RIGHT ? 1.0 : 0.0);
    }
    return sum;
  }
}
