package luthier.metric;

import java.util.function.DoubleUnaryOperator;

/// An evaluation number with its 95 % interval.
///
/// @param name the metric, in snake_case: `loss` (nats per supervised token), `accuracy` (share, 0
///   to 1), `perplexity` …
/// @param value the estimate
/// @param low lower bound of the interval; NaN when there are too few examples to tell
/// @param high upper bound of the interval; NaN when there are too few examples to tell
/// @param examples how many examples it rests on
public record Score(String name, double value, double low, double high, int examples) {

  /// The share of intervals that hold the true value.
  public static final double CONFIDENCE = 0.95;

  /// Whether there is an interval.
  public boolean hasInterval() {
    return !Double.isNaN(low) && !Double.isNaN(high);
  }

  /// The same measurement on another scale, e.g. perplexity from loss.
  ///
  /// @param scale rises from `low` to `high`
  public Score on(String newName, DoubleUnaryOperator scale) {
    return new Score(
        newName,
        scale.applyAsDouble(value),
        scale.applyAsDouble(low),
        scale.applyAsDouble(high),
        examples);
  }

  /// Perplexity, e to the loss.
  public static Score perplexity(Score loss) {
    return loss.on("perplexity", Math::exp);
  }
}
