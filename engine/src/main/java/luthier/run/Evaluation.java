package luthier.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.adapter.Adapter;
import luthier.dataset.IdentifiedExample;
import luthier.evaluation.SetLoss;
import luthier.tokenizer.TokenizedExample;

/// Measures base and tuned model on the same held-out examples: the test set, else the validation
/// set.
///
/// @param answers asks the model; empty without a tokenizer
record Evaluation(
    FineTune.Prepared prepared, TunedModel tuned, SetLoss loss, Optional<Answers> answers) {

  private static final int MOST_QUESTIONS = 200;

  /// Scores and the answers that they were made of.
  record Measured(Results.Scores scores, List<String> answers) {}

  String set() {
    if (!prepared.data().test().isEmpty()) {
      return "test";
    }
    return prepared.data().validation().isEmpty() ? "none" : "validation";
  }

  List<TokenizedExample> examples() {
    return prepared.data().test().isEmpty() ? prepared.data().validation() : prepared.data().test();
  }

  /// What the base model scores; measured before training, since full fine-tuning changes it.
  Measured before() {
    tuned.adapter().ifPresent(Adapter::disable);
    try {
      return measure();
    } finally {
      tuned.adapter().ifPresent(Adapter::enable);
    }
  }

  Measured measure() {
    Optional<Double> nats =
        examples().isEmpty() ? Optional.empty() : Optional.of(loss.of(examples()).loss());
    List<Answers.Question> questions = questions();
    if (questions.isEmpty() || answers.isEmpty()) {
      return new Measured(new Results.Scores(nats, Optional.empty()), List.of());
    }
    List<String> said = answers.get().to(questions);
    return new Measured(new Results.Scores(nats, answers.get().accuracy(questions, said)), said);
  }

  /// The questions of the held-out examples: all where an answer pattern is given, else the
  /// samples'.
  List<Answers.Question> questions() {
    if (answers.isEmpty()) {
      return List.of();
    }
    luthier.recipe.Evaluation settings = prepared.recipe().evaluation();
    int wanted = settings.answerPattern().isPresent() ? MOST_QUESTIONS : settings.samples();
    List<IdentifiedExample> held =
        prepared.data().sets().test().isEmpty()
            ? prepared.data().sets().validation()
            : prepared.data().sets().test();
    List<Answers.Question> questions = new ArrayList<>();
    for (IdentifiedExample example : held) {
      if (questions.size() < wanted) {
        answers.get().question(example).ifPresent(questions::add);
      }
    }
    return questions;
  }

  List<Results.Sample> samples(Measured before, Measured after) {
    List<Answers.Question> questions = questions();
    int count = Math.min(prepared.recipe().evaluation().samples(), questions.size());
    List<Results.Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(
          new Results.Sample(
              questions.get(i).shown(),
              questions.get(i).reference(),
              before.answers().get(i),
              after.answers().get(i)));
    }
    return samples;
  }
}
