package luthier.verdict;

import luthier.metric.Difference;
import luthier.metric.Score;

/// The tuned model against one rival, by the metric that decides.
///
/// @param rival what it is compared with
/// @param name of the rival, for people
/// @param difference tuned minus rival, on the same examples
/// @param corrected the p-value, corrected for the number of rivals
/// @param detectable the smallest difference that as many examples show four times out of five; NaN
///   when that cannot be told
public record Comparison(
    Predictor.Kind rival, String name, Difference difference, double corrected, double detectable) {

  /// Whether the difference is more than chance explains, at the 5 % level.
  public boolean significant() {
    return corrected < 1 - Score.CONFIDENCE;
  }
}
