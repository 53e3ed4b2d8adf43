package luthier.recipe;

import java.util.List;
import java.util.Optional;

/// How a tuned model is judged.
///
/// @param primary the metric that decides; empty for what fits the task
/// @param metrics of answers, besides those that every run has
/// @param fewShot examples that the base is shown at most when it is asked with a prompt; 0 for no
///   such comparison
/// @param slices fields of the data by which the held-out examples are grouped
/// @param require what the verdict must be for the run to end with 0
public record Judging(
    Optional<String> primary,
    List<String> metrics,
    int fewShot,
    List<String> slices,
    Require require) {

  /// What a recipe that says nothing gets.
  public static final Judging USUAL =
      new Judging(Optional.empty(), List.of(), 4, List.of(), Require.NONE);

  public Judging {
    metrics = List.copyOf(metrics);
    slices = List.copyOf(slices);
    new Problems()
        .check(JudgingKeys.PRIMARY, primary)
        .check(JudgingKeys.METRICS, metrics)
        .check(JudgingKeys.FEW_SHOT, fewShot)
        .check(JudgingKeys.SLICES, slices)
        .throwIfAny();
  }

  /// What is asked of the verdict.
  public enum Require {
    NONE,
    /// The tuned model is better than all it is compared with, and forgot no more than it may.
    BETTER
  }
}
