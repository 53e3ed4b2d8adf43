package luthier.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import luthier.runlog.Certificate;

/// What a finished run found.
///
/// @param set which examples were measured: `test`, `validation` or `none`
/// @param examples how many
/// @param before scores of the base model
/// @param after scores of the tuned model
/// @param samples answers side by side
/// @param export where the tuned model or adapter is
public record Results(
    String set,
    int examples,
    Scores before,
    Scores after,
    List<Sample> samples,
    Path export,
    Certificate certificate) {

  /// @param loss nats per supervised token; empty when there was no held-out example
  /// @param accuracy share of right answers; empty without `evaluation.answer_pattern`
  public record Scores(Optional<Double> loss, Optional<Double> accuracy) {}

  /// @param prompt the conversation up to the answer, for people
  public record Sample(String prompt, String reference, String before, String after) {}
}
