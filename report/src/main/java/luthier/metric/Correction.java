package luthier.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Corrects p-values for how many comparisons were made: of twenty without any difference one is
/// below 5 % by chance.
public final class Correction {

  private Correction() {}

  /// Adjusted so that below 5 % there is any false one with a probability of at most 5 %, whatever
  /// the comparisons have to do with each other (Holm, Scandinavian Journal of Statistics 6, 1979):
  /// the smallest of m times m, the next times m - 1 …, none below the one before it, at most 1.
  ///
  /// @return in the order of the given ones
  public static double[] holm(double[] pValues) {
    int m = pValues.length;
    double[] adjusted = new double[m];
    int[] order = order(pValues);
    double largest = 0;
    for (int i = 0; i < m; i++) {
      largest = Math.max(largest, Math.min(1, (m - i) * pValues[order[i]]));
      adjusted[order[i]] = largest;
    }
    return adjusted;
  }

  /// Adjusted so that of those below 5 % at most one in twenty is false on average, for independent
  /// or positively dependent comparisons (Benjamini and Hochberg, JRSS B 57, 1995): the i-th
  /// smallest of m times m / i, none above the one after it.
  ///
  /// @return in the order of the given ones
  public static double[] benjaminiHochberg(double[] pValues) {
    int m = pValues.length;
    double[] adjusted = new double[m];
    int[] order = order(pValues);
    double smallest = 1;
    for (int i = m - 1; i >= 0; i--) {
      smallest = Math.min(smallest, pValues[order[i]] * m / (i + 1));
      adjusted[order[i]] = smallest;
    }
    return adjusted;
  }

  /// The differences with p-values by [#holm], their tests named so, e.g. `mcnemar_exact_holm`; one
  /// alone needs no correction and stays as it is. The intervals stay, each for itself.
  public static List<Difference> holm(List<Difference> differences) {
    if (differences.size() < 2) {
      return List.copyOf(differences);
    }
    double[] adjusted = holm(differences.stream().mapToDouble(Difference::pValue).toArray());
    return IntStream.range(0, adjusted.length)
        .mapToObj(i -> {
          Difference one = differences.get(i);
          return new Difference(one.change(), adjusted[i], one.test() + "_holm");
        })
        .toList();
  }

  private static int[] order(double[] pValues) {
    Predictions.require(
        Arrays.stream(pValues).allMatch(p -> p >= 0 && p <= 1),
        "p-values from 0 to 1",
        Arrays.toString(pValues));
    return IntStream.range(0, pValues.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> pValues[i]))
        .mapToInt(i -> i)
        .toArray();
  }
}
