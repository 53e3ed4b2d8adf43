package luthier.search;

import java.util.SplittableRandom;
import luthier.recipe.Space;

/// A range of numbers as a sampler works on it: in logarithms where ratios count, and for whole
/// numbers half a step wider at both ends, so that each has an equal share.
///
/// @param low in the scale's own units
/// @param high in the scale's own units
/// @param space the range that this is the scale of
record Scale(double low, double high, Space space) {

  /// The scale of a space of numbers.
  static Scale of(Space space) {
    return switch (space) {
      case Space.Real(double low, double high, boolean log) ->
          log ? new Scale(Math.log(low), Math.log(high), space) : new Scale(low, high, space);
      case Space.Whole(long low, long high, boolean log) ->
          log
              ? new Scale(Math.log(low - 0.5), Math.log(high + 0.5), space)
              : new Scale(low - 0.5, high + 0.5, space);
      case Space.Choice _ -> throw new IllegalArgumentException("choices have no scale");
    };
  }

  double width() {
    return high - low;
  }

  double of(double point) {
    return isLog() ? Math.log(point) : point;
  }

  /// The point at a place of the scale.
  double point(double place) {
    double value = isLog() ? Math.exp(place) : place;
    return switch (space) {
      case Space.Real(double least, double most, boolean _) -> Math.clamp(value, least, most);
      case Space.Whole(long least, long most, boolean _) ->
          Math.clamp(Math.rint(value), (double) least, (double) most);
      case Space.Choice _ -> throw new IllegalArgumentException("choices have no scale");
    };
  }

  double draw(SplittableRandom random) {
    return low + width() * random.nextDouble();
  }

  Normal normal(double mean, double deviation) {
    return new Normal(mean, deviation, low, high);
  }

  boolean isWhole() {
    return space instanceof Space.Whole;
  }

  private boolean isLog() {
    return switch (space) {
      case Space.Real real -> real.log();
      case Space.Whole whole -> whole.log();
      case Space.Choice _ -> false;
    };
  }
}
