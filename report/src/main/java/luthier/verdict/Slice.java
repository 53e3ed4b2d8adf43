package luthier.verdict;

import luthier.metric.Score;

/// Some of the held-out examples, which have something in common.
///
/// @param by what they are grouped by: `length`, `label`, or a field of the data
/// @param value what these have of it
/// @param score of the tuned model on them
/// @param others its value on all others
/// @param corrected p-value of these being worse than the others by chance, corrected for the
///   number of slices
public record Slice(String by, String value, Score score, double others, double corrected) {

  /// Whether they are worse than the others by more than chance explains, at the 5 % level.
  public boolean weak() {
    return corrected < 1 - Score.CONFIDENCE;
  }
}
