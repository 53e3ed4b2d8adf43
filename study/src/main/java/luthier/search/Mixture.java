package luthier.search;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Sums over the parts of a mixture.
final class Mixture {

  private Mixture() {}

  /// A place, each as likely as its weight.
  static int pick(double[] weights, SplittableRandom random) {
    double left = random.nextDouble() * Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length - 1; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }

  /// The logarithm of a sum, of the logarithms of its parts.
  static double logSum(double[] logs) {
    double most = Arrays.stream(logs).max().orElse(Double.NEGATIVE_INFINITY);
    if (Double.isInfinite(most)) {
      return most;
    }
    return most + Math.log(Arrays.stream(logs).map(log -> Math.exp(log - most)).sum());
  }
}
