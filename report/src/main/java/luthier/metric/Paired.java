package luthier.metric;

import java.util.SplittableRandom;

/// Comparisons of two models on the same examples: what is common to both cancels, so that smaller
/// differences show than by comparing two intervals.
public final class Paired {

  private static final int DRAWS = 10_000;

  private Paired() {}

  /// The change of a mean per token, e.g. of the loss.
  ///
  /// The interval is the bootstrap's over examples. The p-value comes from signs drawn at random
  /// for the examples' changes, which is how they would fall if the two models did not differ
  /// (Fisher's paired randomisation test).
  ///
  /// @param before totals of the first model, one per example
  /// @param after totals of the second model, one per example
  /// @param weights one per example, e.g. its supervised tokens
  /// @throws IllegalArgumentException when the lengths differ or the weights are all zero
  public static Difference ratio(
      String name, double[] before, double[] after, double[] weights, long seed) {
    requireSameExamples(name, before.length, after.length);
    int n = before.length;
    double[] changes = new double[n];
    for (int i = 0; i < n; i++) {
      changes[i] = after[i] - before[i];
    }
    Score change = Bootstrap.ratio(name, changes, weights, seed);
    return new Difference(change, signTest(changes, seed), "paired_randomisation");
  }

  private static double signTest(double[] changes, long seed) {
    SplittableRandom random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    double observed = 0;
    for (double change : changes) {
      observed += change;
    }
    // equal up to rounding counts as equal: the sum depends on the order of signs
    double limit = Math.abs(observed) * (1 - 1e-12);
    int asLarge = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      for (double change : changes) {
        sum += random.nextBoolean() ? change : -change;
      }
      asLarge += Math.abs(sum) >= limit ? 1 : 0;
    }
    // the observed signs are one of the possible draws, so the p-value is never 0
    return (asLarge + 1.0) / (DRAWS + 1.0);
  }

  static void requireSameExamples(String name, int first, int second) {
    if (first != second || first == 0) {
      throw new IllegalArgumentException(
          name + ": expected numbers for the same examples, got " + first + " and " + second);
    }
  }
}
