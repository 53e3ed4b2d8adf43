package luthier.verdict;

import java.util.OptionalLong;
import luthier.metric.Score;
import org.hipparchus.distribution.continuous.NormalDistribution;

/// What a number of examples can show. The standard error of a paired difference is taken from its
/// interval; a difference is found four times out of five when it is `z(0.975) + z(0.8)` = 2.8 of
/// them (Lehr, Statistics in Medicine 11, 1992, for a power of 0.8 at the 5 % level), and the error
/// falls with the root of the number of examples.
final class Power {

  private static final double POWER = 0.8;

  /// McNemar's exact test is below 5 % from six examples on that only one side has right.
  private static final double FEWEST_DISCORDANT = 6;

  private static final NormalDistribution NORMAL = new NormalDistribution();
  private static final double QUANTILE =
      NORMAL.inverseCumulativeProbability((1 + Score.CONFIDENCE) / 2);
  private static final double FOUND = QUANTILE + NORMAL.inverseCumulativeProbability(POWER);

  private Power() {}

  /// The smallest difference that as many examples show four times out of five; NaN without an
  /// interval.
  static double detectable(Score change, boolean share) {
    if (!change.hasInterval()) {
      return Double.NaN;
    }
    double error = (change.high() - change.low()) / (2 * QUANTILE);
    return share ? Math.max(FOUND * error, FEWEST_DISCORDANT / change.examples()) : FOUND * error;
  }

  /// How many more examples are likely to show a gain of this size; empty where there is none.
  static OptionalLong more(double gain, double detectable, int examples) {
    if (!(gain > 0) || Double.isNaN(detectable)) {
      return OptionalLong.empty();
    }
    double needed = examples * Math.pow(detectable / gain, 2);
    return needed < Integer.MAX_VALUE
        ? OptionalLong.of(Math.max(1, (long) Math.ceil(needed - examples)))
        : OptionalLong.empty();
  }
}
