package luthier.metric;

import java.util.OptionalDouble;

/// How often something was found rightly, wrongly, and not at all.
///
/// @param hits true positives
/// @param falseAlarms false positives
/// @param misses false negatives
public record Counts(long hits, long falseAlarms, long misses) {

  static final Counts NONE = new Counts(0, 0, 0);

  /// Share of what was found that is right; empty when nothing was found.
  public OptionalDouble precision() {
    return share(hits, hits + falseAlarms);
  }

  /// Share of what is there that was found; empty when nothing is there.
  public OptionalDouble recall() {
    return share(hits, hits + misses);
  }

  /// F1, the harmonic mean of precision and recall: `2 hits / (2 hits + false alarms + misses)`
  /// (van Rijsbergen, Information Retrieval, 1979). Empty when there is nothing and nothing was
  /// found; 0, not undefined, when only one of the two holds.
  public OptionalDouble f1() {
    return share(2 * hits, 2 * hits + falseAlarms + misses);
  }

  /// How many are there.
  public long support() {
    return hits + misses;
  }

  /// Both together.
  Counts plus(Counts other) {
    return new Counts(hits + other.hits, falseAlarms + other.falseAlarms, misses + other.misses);
  }

  private static OptionalDouble share(long part, long whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }

  /// F1 as a statistic: NaN where it is not defined.
  static double f1(double hits, double falseAlarms, double misses) {
    return 2 * hits / (2 * hits + falseAlarms + misses);
  }

  /// The mean F1 of those that occur or were found.
  static double macroF1(long[] hits, long[] falseAlarms, long[] misses) {
    double sum = 0;
    int defined = 0;
    for (int label = 0; label < hits.length; label++) {
      double f1 = f1(hits[label], falseAlarms[label], misses[label]);
      if (!Double.isNaN(f1)) {
        sum += f1;
        defined++;
      }
    }
    return sum / defined;
  }
}
