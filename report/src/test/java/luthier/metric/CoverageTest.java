package luthier.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How often the 95 % intervals hold the true value, on data drawn from a known source
/// ([Simulated]). The truth is the value on very many examples. Prints the numbers of
/// `docs/evaluation.md`.
@Tag("long")
class CoverageTest {

  private static final int SIMULATIONS = Integer.getInteger("luthier.simulations", 1000);
  private static final int VERY_MANY = 400_000;

  /// Three standard deviations of a share of 95 % in 1000 simulations are 2 points.
  private static final double CHANCE = 3 * Math.sqrt(0.95 * 0.05 / SIMULATIONS);

  /// What is promised: from 93 % to 97 %, give or take the chance of the simulation; shares of few
  /// examples take few values, and Wilson's interval then holds up to 98 % and more.
  private static final double LEAST = 0.93;

  @ParameterizedTest
  @CsvSource({
    "SHARE, 40",
    "SHARE, 100",
    "SHARE, 400",
    "MARK, 20",
    "MARK, 40",
    "MARK, 200",
    "LOSS_PER_TOKEN, 20",
    "LOSS_PER_TOKEN, 40",
    "LOSS_PER_TOKEN, 200",
    "CLASSES, 60",
    "CLASSES, 300",
    "NUMBERS, 40",
    "NUMBERS, 200",
    "ANSWERS, 40",
    "ANSWERS, 200"
  })
  void theTruthIsHeld(Simulated source, int n) {
    Map<String, Double> truth = source.truth(VERY_MANY);
    List<List<Score>> all =
        IntStream.range(0, SIMULATIONS)
            .parallel()
            .mapToObj(seed -> source.scores(n, 1000 + seed))
            .toList();
    Map<String, Double> coverage = new TreeMap<>();
    for (String name : truth.keySet()) {
      List<Score> ofName =
          all.stream()
              .flatMap(List::stream)
              .filter(score -> score.name().equals(name) && score.hasInterval())
              .toList();
      long held =
          ofName.stream()
              .filter(one -> one.low() <= truth.get(name) && truth.get(name) <= one.high())
              .count();
      coverage.put(name, (double) held / ofName.size());
    }
    System.out.println(line(source, n, coverage));
    coverage.forEach((name, share) ->
        assertThat(share).as(name).isGreaterThan(source.least(name, n, LEAST) - CHANCE));
  }

  private static String line(Simulated source, int n, Map<String, Double> coverage) {
    return coverage.entrySet().stream()
        .map(entry -> String.format("%s %.1f", entry.getKey(), 100 * entry.getValue()))
        .collect(Collectors.joining(", ", source + " " + n + ": ", ""));
  }
}
