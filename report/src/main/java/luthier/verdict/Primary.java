package luthier.verdict;

import luthier.metric.Difference;

/// The metric that decides.
///
/// @param metric its name, as in the scores
/// @param lowerIsBetter whether a fall is an improvement
/// @param share whether each example is right or wrong, and the metric is the share of right ones
public record Primary(String metric, boolean lowerIsBetter, boolean share) {

  /// By how much the tuned model is better; negative when it is worse.
  double gain(Difference difference) {
    double change = difference.change().value();
    return lowerIsBetter ? -change : change;
  }
}
