package luthier.search;

import java.util.SplittableRandom;
import org.hipparchus.special.Erf;

/// A normal distribution, cut off at the ends of a scale.
///
/// @param mean of the uncut distribution
/// @param deviation of the uncut distribution
/// @param low where it is cut off
/// @param high where it is cut off
record Normal(double mean, double deviation, double low, double high) {

  /// Natural logarithm of the density.
  double logDensity(double x) {
    double z = (x - mean) / deviation;
    return -0.5 * z * z - Math.log(deviation * Math.sqrt(2 * Math.PI)) - Math.log(mass(low, high));
  }

  /// Natural logarithm of the probability of an interval.
  double logProbability(double from, double to) {
    return Math.log(Math.max(mass(from, to), 1e-300)) - Math.log(mass(low, high));
  }

  /// Draws by rejection: the mean lies within the scale, so that at least about a third is kept.
  double draw(SplittableRandom random) {
    double x;
    do {
      x = mean + deviation * random.nextGaussian();
    } while (x < low || x > high);
    return x;
  }

  private double mass(double from, double to) {
    double root = deviation * Math.sqrt(2);
    return 0.5 * Erf.erf((from - mean) / root, (to - mean) / root);
  }
}
