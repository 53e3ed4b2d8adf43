package luthier.metric;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;

/// A statistic, on the examples as they are and on draws of them.
///
/// @param examples how many there are
/// @param value on the examples as they are
/// @param draws on examples drawn with replacement, NaN where it is not defined
/// @param without with one group of examples left out at a time (grouped jackknife)
record Resampled(int examples, double value, Values draws, Values without) {

  private static final int DRAWS = 2000;
  private static final int DRAWS_OF_MANY = 1000;
  private static final int MANY = 2000;
  private static final int GROUPS = 200;

  /// Of more draws than this without a value no interval is made of the rest.
  private static final double MOST_UNDEFINED = 0.05;

  /// Numbers that nobody changes.
  static final class Values {
    private final double[] values;

    Values(double[] values) {
      this.values = values.clone();
    }

    double at(int i) {
      return values[i];
    }

    int size() {
      return values.length;
    }

    DoubleStream defined() {
      return Arrays.stream(values).filter(value -> !Double.isNaN(value));
    }

    Values minus(Values other) {
      double[] difference = values.clone();
      for (int i = 0; i < difference.length; i++) {
        difference[i] -= other.values[i];
      }
      return new Values(difference);
    }
  }

  /// The statistics on the same draws, so that their differences are those of pairs.
  static List<Resampled> of(int n, List<Statistic> statistics, long seed) {
    int draws = n > MANY ? DRAWS_OF_MANY : DRAWS;
    int groups = Math.min(n, GROUPS);
    int[] once = new int[n];
    Arrays.fill(once, 1);
    double[] value = all(statistics, once);
    // each draw has a generator of its own, so that the order of work does not matter; seeds at
    // equal distances would give it the same numbers as its neighbours, shifted by one
    long[] seeds = new SplittableRandom(seed).longs(draws).toArray();
    double[][] drawn = new double[draws][];
    IntStream.range(0, draws)
        .parallel()
        .forEach(draw -> drawn[draw] = all(statistics, drawnTimes(n, seeds[draw])));
    double[][] left = new double[groups][];
    IntStream.range(0, groups)
        .parallel()
        .forEach(group -> left[group] = all(statistics, without(n, groups, group)));
    return IntStream.range(0, statistics.size())
        .mapToObj(i -> new Resampled(n, value[i], column(drawn, i), column(left, i)))
        .toList();
  }

  private static double[] all(List<Statistic> statistics, int[] times) {
    return statistics.stream().mapToDouble(statistic -> statistic.of(times)).toArray();
  }

  private static int[] drawnTimes(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] times = new int[n];
    for (int i = 0; i < n; i++) {
      times[random.nextInt(n)]++;
    }
    return times;
  }

  private static int[] without(int n, int groups, int group) {
    int[] times = new int[n];
    for (int i = 0; i < n; i++) {
      times[i] = i % groups == group ? 0 : 1;
    }
    return times;
  }

  private static Values column(double[][] rows, int column) {
    return new Values(Arrays.stream(rows).mapToDouble(row -> row[column]).toArray());
  }

  /// How much more this is than another statistic of the same draws.
  Resampled minus(Resampled other) {
    return new Resampled(
        examples, value - other.value, draws.minus(other.draws), without.minus(other.without));
  }

  /// The value with its interval: bias-corrected and accelerated (Efron, JASA 82, 1987, section 4),
  /// the quantiles a little further out for few examples as in [Bootstrap]; or mirrored at the
  /// value (Davison and Hinkley, 1997, equation 5.6) where draws are biased by so much that a
  /// correction of the quantiles fails. There is none when the draws are all equal, or too many
  /// have no value.
  Score score(String name, boolean mirrored) {
    double[] sorted = draws.defined().sorted().toArray();
    boolean told =
        examples > 1
            && sorted.length >= (1 - MOST_UNDEFINED) * draws.size()
            && sorted[0] < sorted[sorted.length - 1];
    if (!told) {
      return new Score(name, value, Double.NaN, Double.NaN, examples);
    }
    double low;
    double high;
    if (mirrored) {
      double tail = Bootstrap.tail(examples);
      low = 2 * value - Bootstrap.quantile(sorted, 1 - tail);
      high = 2 * value - Bootstrap.quantile(sorted, tail);
    } else {
      double out = new NormalDistribution().inverseCumulativeProbability(Bootstrap.tail(examples));
      low = Bootstrap.quantile(sorted, corrected(sorted, out));
      high = Bootstrap.quantile(sorted, corrected(sorted, -out));
    }
    return new Score(name, value, Math.min(low, value), Math.max(high, value), examples);
  }

  /// The share of draws below the bound that lies `z` normal deviations out.
  private double corrected(double[] sorted, double z) {
    NormalDistribution normal = new NormalDistribution();
    double below = Arrays.stream(sorted).filter(draw -> draw < value).count();
    double equal = Arrays.stream(sorted).filter(draw -> draw == value).count();
    double share = (below + equal / 2 + 0.5) / (sorted.length + 1);
    double bias = normal.inverseCumulativeProbability(share);
    double shifted = bias + z;
    return normal.cumulativeProbability(bias + shifted / (1 - acceleration() * shifted));
  }

  /// The skewness of what the examples contribute, by leaving out groups of them.
  private double acceleration() {
    double[] left = without.defined().toArray();
    double mean = Arrays.stream(left).average().orElse(0);
    double squares = 0;
    double cubes = 0;
    for (double one : left) {
      double gap = mean - one;
      squares += gap * gap;
      cubes += gap * gap * gap;
    }
    return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
  }

  /// The probability of a value at least as far from 0, if it were 0 in truth: how often draws
  /// stray as far from the value as the value from 0 (Hall and Wilson, Biometrics 47, 1991).
  double pValue() {
    double[] defined = draws.defined().toArray();
    double limit = Math.abs(value) * (1 - 1e-12);
    long asFar = Arrays.stream(defined).filter(draw -> Math.abs(draw - value) >= limit).count();
    return (asFar + 1.0) / (defined.length + 1.0);
  }
}
