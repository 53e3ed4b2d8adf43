package luthier.metric;

import java.util.List;
import java.util.Optional;

/// What the base model and the tuned model scored on the same held-out examples. For a task with
/// labels the base is a predictor that looks at nothing, or what the report says.
///
/// @param split the set that was measured: `test`, or `validation` when there is no test set
/// @param examples how many examples it has
/// @param seed of the intervals and of the samples' choice
/// @param base scores of the base model
/// @param tuned scores of the tuned model
/// @param differences tuned minus base, by paired test
/// @param samples the same prompts answered by both
/// @param labels what can be looked at beside the scores; empty for tasks of language
public record Evaluation(
    String split,
    int examples,
    long seed,
    List<Score> base,
    List<Score> tuned,
    List<Difference> differences,
    List<Sample> samples,
    Optional<LabelReport> labels) {

  public Evaluation {
    base = List.copyOf(base);
    tuned = List.copyOf(tuned);
    differences = List.copyOf(differences);
    samples = List.copyOf(samples);
  }

  /// An evaluation of a task of language.
  public Evaluation(
      String split,
      int examples,
      long seed,
      List<Score> base,
      List<Score> tuned,
      List<Difference> differences,
      List<Sample> samples) {
    this(split, examples, seed, base, tuned, differences, samples, Optional.empty());
  }

  /// An evaluation of a task with labels.
  ///
  /// @param base of what the model is compared with, e.g. [ClassPredictions#constant(double[])]
  /// @param tuned of the model, on the same examples
  /// @param baseline what `base` is, in words that follow "better than", e.g. `always saying
  ///   'refund', the most frequent label`
  /// @param texts of the examples, to be shown with mistakes; empty when there are none
  /// @throws IllegalArgumentException when the numbers of examples differ
  public static Evaluation of(
      String split,
      long seed,
      Predictions base,
      Predictions tuned,
      String baseline,
      List<String> texts) {
    Scores scores = Scores.compare(base, tuned, seed);
    return new Evaluation(
        split,
        tuned.examples(),
        seed,
        scores.base(),
        scores.tuned(),
        scores.differences(),
        List.of(),
        Optional.of(LabelReports.of(tuned, baseline, texts)));
  }

  /// A prompt with the answers of both models.
  ///
  /// @param prompt the turns up to the answer
  /// @param reference the answer in the data; empty when there is none
  /// @param before the base model's answer
  /// @param after the tuned model's answer
  public record Sample(List<Turn> prompt, String reference, Answer before, Answer after) {
    public Sample {
      prompt = List.copyOf(prompt);
    }
  }

  /// A turn of a prompt.
  ///
  /// @param role in lower case: `system`, `user`, `assistant`, `tool`; `prompt` for plain text
  public record Turn(String role, String text) {}

  /// A model's answer.
  public record Answer(String text, Grade grade) {}

  /// Whether an answer does what the task asks for.
  public enum Grade {
    RIGHT,
    WRONG,
    /// the task has no rule to tell
    UNGRADED
  }

  /// A score of the base model.
  public Optional<Score> base(String name) {
    return base.stream().filter(score -> score.name().equals(name)).findFirst();
  }

  /// A score of the tuned model.
  public Optional<Score> tuned(String name) {
    return tuned.stream().filter(score -> score.name().equals(name)).findFirst();
  }

  /// The change of a score.
  public Optional<Difference> difference(String name) {
    return differences.stream()
        .filter(difference -> difference.change().name().equals(name))
        .findFirst();
  }
}
