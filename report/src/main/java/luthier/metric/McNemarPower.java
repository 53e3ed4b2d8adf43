package luthier.metric;

import java.util.HashMap;
import java.util.Map;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/// How probably McNemar's exact test ([Proportions#mcNemar]) sees that of two models one is right
/// more often: by summing over the outcomes (the unconditional power; Connor, Biometrics 43, 1987,
/// section 2, gives its normal approximation `n = (z_α √d + z_β √(d - δ²))² / δ²`).
final class McNemarPower {

  /// Outcomes further away, in standard deviations, have a probability below 1e-8.
  private static final double FURTHEST = 6;

  private static final int HALVINGS = 24;

  private final int examples;
  private final Map<Integer, Integer> mostLost = new HashMap<>();

  McNemarPower(int examples) {
    this.examples = examples;
  }

  /// The power when the two differ on a share `discordant` of the examples and one is right on
  /// `difference` more of them.
  double of(double discordant, double difference) {
    BinomialDistribution differing = new BinomialDistribution(examples, discordant);
    double mean = examples * discordant;
    double reach = FURTHEST * Math.sqrt(mean * (1 - discordant)) + 1;
    double won = Math.min(1, (discordant + difference) / (2 * discordant));
    double power = 0;
    int last = (int) Math.min(examples, mean + reach);
    for (int n = (int) Math.max(0, mean - reach); n <= last; n++) {
      int most = mostLost.computeIfAbsent(n, McNemarPower::mostLost);
      if (most >= 0) {
        BinomialDistribution wins = new BinomialDistribution(n, won);
        double seen =
            wins.cumulativeProbability(most) + 1 - wins.cumulativeProbability(n - most - 1);
        power += differing.probability(n) * seen;
      }
    }
    return power;
  }

  /// Of n examples on which two models differ, the most that one may lose and be significantly
  /// better; -1 when even none are too many.
  private static int mostLost(int n) {
    if (Proportions.mcNemar(0, n) >= 1 - Score.CONFIDENCE) {
      return -1;
    }
    int low = 0;
    int high = n / 2;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (Proportions.mcNemar(middle, n - middle) < 1 - Score.CONFIDENCE) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /// The least difference that is seen with a power, from 0 to 1; NaN when none is. Models differ
  /// on as many examples as the share says, or as the difference itself takes.
  double smallest(double discordant, double power) {
    if (of(1, 1) < power) {
      return Double.NaN;
    }
    double low = 0;
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (of(Math.max(discordant, middle), middle) < power) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
