package luthier.metric;

/// A number computed from held-out examples of which each counts so many times: all once for the
/// measurement itself, and as often as it was drawn for a draw of the [Bootstrap]. Whatever costs
/// much (sorting by probability, matching spans) is done once, when the statistic is made.
@FunctionalInterface
interface Statistic {

  /// The statistic.
  ///
  /// @param times how often each example counts
  /// @return NaN where it is not defined, e.g. a recall without a positive example
  double of(int[] times);
}
