package luthier.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import luthier.recipe.Dimension;
import luthier.recipe.Space;

/// Eight published functions whose least value is known
/// (https://www.sfu.ca/~ssurjano/optimization.html); the same as in optuna_regret.py.
final class TestFunctions {

  /// @param dimensions all with the same range
  /// @param least value of the function
  record Known(
      int dimensions, double low, double high, double least, ToDoubleFunction<double[]> f) {}

  private static final double[] ALPHA = {1, 1.2, 3, 3.2};
  private static final double[][] A3 = {{3, 10, 30}, {0.1, 10, 35}, {3, 10, 30}, {0.1, 10, 35}};
  private static final double[][] P3 = {
    {3689, 1170, 2673}, {4699, 4387, 7470}, {1091, 8732, 5547}, {381, 5743, 8828}
  };
  private static final double[][] A6 = {
    {10, 3, 17, 3.5, 1.7, 8},
    {0.05, 10, 17, 0.1, 8, 14},
    {3, 3.5, 1.7, 10, 17, 8},
    {17, 8, 0.05, 10, 0.1, 14}
  };
  private static final double[][] P6 = {
    {1312, 1696, 5569, 124, 8283, 5886},
    {2329, 4135, 8307, 3736, 1004, 9991},
    {2348, 1451, 3522, 2883, 3047, 6650},
    {4047, 8828, 8732, 5743, 1091, 381}
  };

  private TestFunctions() {}

  /// By the names of optuna_regret.py. Branin and the camel are stretched to one range: a sampler
  /// sees no difference.
  static Map<String, Known> all() {
    Map<String, Known> all = new LinkedHashMap<>();
    all.put(
        "branin", new Known(2, 0, 1, 0.39788735772973816, x -> branin(-5 + 15 * x[0], 15 * x[1])));
    all.put(
        "camel", new Known(2, 0, 1, -1.0316284534898774, x -> camel(-3 + 6 * x[0], -2 + 4 * x[1])));
    all.put("hartmann3", new Known(3, 0, 1, -3.86278214782076, x -> hartmann(x, A3, P3)));
    all.put("hartmann6", new Known(6, 0, 1, -3.32236801141551, x -> hartmann(x, A6, P6)));
    all.put("rosenbrock4", new Known(4, -5, 10, 0, TestFunctions::rosenbrock));
    all.put("ackley5", new Known(5, -32.768, 32.768, 0, TestFunctions::ackley));
    all.put("levy4", new Known(4, -10, 10, 0, TestFunctions::levy));
    all.put(
        "styblinski_tang5",
        new Known(5, -5, 5, -39.16616570377142 * 5, TestFunctions::styblinskiTang));
    return all;
  }

  private static double branin(double a, double b) {
    double bend = b - 5.1 / (4 * Math.PI * Math.PI) * a * a + 5 / Math.PI * a - 6;
    return bend * bend + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10;
  }

  private static double camel(double a, double b) {
    return (4 - 2.1 * a * a + a * a * a * a / 3) * a * a + a * b + (-4 + 4 * b * b) * b * b;
  }

  private static double hartmann(double[] x, double[][] a, double[][] p) {
    double sum = 0;
    for (int i = 0; i < ALPHA.length; i++) {
      double inner = 0;
      for (int j = 0; j < x.length; j++) {
        inner += a[i][j] * Math.pow(x[j] - 1e-4 * p[i][j], 2);
      }
      sum -= ALPHA[i] * Math.exp(-inner);
    }
    return sum;
  }

  private static double rosenbrock(double[] x) {
    return IntStream.range(1, x.length)
        .mapToDouble(i -> 100 * Math.pow(x[i] - x[i - 1] * x[i - 1], 2) + Math.pow(x[i - 1] - 1, 2))
        .sum();
  }

  private static double ackley(double[] x) {
    double squares = 0;
    double waves = 0;
    for (double v : x) {
      squares += v * v / x.length;
      waves += Math.cos(2 * Math.PI * v) / x.length;
    }
    return -20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves) + 20 + Math.E;
  }

  private static double levy(double[] x) {
    int last = x.length - 1;
    double sum = Math.pow(Math.sin(Math.PI * w(x[0])), 2);
    for (int i = 0; i < last; i++) {
      double wave = Math.sin(Math.PI * w(x[i]) + 1);
      sum += Math.pow(w(x[i]) - 1, 2) * (1 + 10 * wave * wave);
    }
    double wave = Math.sin(2 * Math.PI * w(x[last]));
    return sum + Math.pow(w(x[last]) - 1, 2) * (1 + wave * wave);
  }

  private static double w(double v) {
    return 1 + (v - 1) / 4;
  }

  private static double styblinskiTang(double[] x) {
    double sum = 0;
    for (double v : x) {
      sum += (v * v * v * v - 16 * v * v + 5 * v) / 2;
    }
    return sum;
  }

  /// One dimension of the function's space for each of its own.
  static List<Dimension> space(Known known) {
    return IntStream.range(0, known.dimensions())
        .mapToObj(
            i -> new Dimension("x" + i, new Space.Real(known.low(), known.high(), false), Map.of()))
        .toList();
  }
}
