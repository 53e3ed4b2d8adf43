package luthier.run;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import luthier.dataset.IdentifiedExample;
import luthier.kernel.Kernels;
import luthier.metric.Evaluation;
import luthier.model.LanguageModel;
import luthier.model.Model;
import luthier.recipe.Monitoring;
import luthier.recipe.Recipe;
import luthier.runlog.RunEvent;
import luthier.runlog.RunListener;
import luthier.tensor.Workers;

/// After each validation lets the model, as it is, answer the same few prompts of the validation
/// set, greedily: what it says can be watched as it learns.
final class LiveSampling implements RunListener {

  private final LanguageModel model;
  private final Answers answers;
  private final List<Answers.Question> questions;
  private final RunListener told;

  private LiveSampling(
      LanguageModel model, Answers answers, List<Answers.Question> questions, RunListener told) {
    this.model = model;
    this.answers = answers;
    this.questions = questions;
    this.told = told;
  }

  /// Hears and does nothing where the model writes no text, or nothing can be asked.
  ///
  /// @param told hears the answers
  static RunListener of(
      FineTune.Prepared prepared,
      Model model,
      Workers workers,
      List<Kernels> kernels,
      RunListener told) {
    Recipe recipe = prepared.recipe();
    Monitoring settings = recipe.monitoring();
    if (!(model instanceof LanguageModel language)
        || prepared.encoder().isEmpty()
        || settings.samples() == 0) {
      return RunListener.silent();
    }
    luthier.recipe.Evaluation asked =
        new luthier.recipe.Evaluation(
            Optional.empty(), settings.samples(), settings.sampleTokens());
    Answers answers = new Answers(workers, kernels, prepared.encoder().get(), asked);
    List<Answers.Question> questions =
        prepared.data().sets().validation().stream()
            .map((IdentifiedExample example) -> answers.question(example))
            .flatMap(Optional::stream)
            .limit(settings.samples())
            .toList();
    return questions.isEmpty()
        ? RunListener.silent()
        : new LiveSampling(language, answers, questions, told);
  }

  @Override
  public void on(RunEvent event) {
    if (event instanceof RunEvent.Evaluated evaluated) {
      List<Evaluation.Answer> said = answers.graded(model, questions);
      for (int i = 0; i < said.size(); i++) {
        told.on(
            new RunEvent.SampleGenerated(
                evaluated.step(), prompt(questions.get(i)), said.get(i).text()));
      }
    }
  }

  private static String prompt(Answers.Question question) {
    return question.turns().stream().map(Evaluation.Turn::text).collect(Collectors.joining("\n"));
  }
}
