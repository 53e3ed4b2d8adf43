package luthier.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How often the 95 % intervals hold the true value, on data drawn from a known source. The truth
/// is the value on very many examples.
@Tag("long")
class CoverageTest {

  private static final int SIMULATIONS = 400;
  private static final int VERY_MANY = 400_000;

  /// The calibration error is a sum of absolute values and biased on few examples: its interval
  /// holds the truth less often and is not tested below 300 examples.
  @ParameterizedTest
  @CsvSource({"60, 0.89", "300, 0.91"})
  void ofClassifiers(int n, double least) {
    Map<String, Double> truth = ScoresTest.classifier(VERY_MANY, 1.5, 1).values();
    Map<String, Integer> held = new HashMap<>();
    for (int seed = 0; seed < SIMULATIONS; seed++) {
      count(Scores.of(ScoresTest.classifier(n, 1.5, 1000 + seed), seed), truth, held);
    }
    check(held, least, n >= 300 ? List.of() : List.of("expected_calibration_error"));
  }

  @ParameterizedTest
  @CsvSource({"40, 0.88", "200, 0.91"})
  void ofNumbers(int n, double least) {
    Map<String, Double> truth = numbers(VERY_MANY, 1).values();
    Map<String, Integer> held = new HashMap<>();
    for (int seed = 0; seed < SIMULATIONS; seed++) {
      count(Scores.of(numbers(n, 1000 + seed), seed), truth, held);
    }
    check(held, least, List.of());
  }

  private static void count(
      List<Score> scores, Map<String, Double> truth, Map<String, Integer> held) {
    for (Score score : scores) {
      double value = truth.getOrDefault(score.name(), Double.NaN);
      boolean holds = score.low() <= value && value <= score.high();
      held.merge(score.name(), holds ? 1 : 0, Integer::sum);
    }
  }

  private static void check(Map<String, Integer> held, double least, List<String> without) {
    System.out.println("coverage of " + SIMULATIONS + ": " + held);
    held.forEach((name, count) -> {
      if (!without.contains(name)) {
        assertThat((double) count / SIMULATIONS).as(name).isBetween(least, 0.99);
      }
    });
  }

  private static NumberPredictions numbers(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] truth = new double[n][1];
    double[][] predicted = new double[n][1];
    IntStream.range(0, n)
        .forEach(i -> {
          truth[i][0] = 50 + 12 * random.nextGaussian();
          predicted[i][0] = 15 + 0.7 * truth[i][0] + 6 * random.nextGaussian();
        });
    return new NumberPredictions(List.of("price"), truth, predicted);
  }
}
