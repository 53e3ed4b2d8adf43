package luthier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalsTest {

  /// Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0.0000, 0.1611",
    "1, 29, 0.0061, 0.1718",
    "29, 29, 0.8830, 1.0000"
  })
  void wilsonEqualsThePublishedTable(int hits, int n, double low, double high) {
    Score score = Proportions.wilson("accuracy", right(hits, n));
    assertThat(score.value()).isEqualTo((double) hits / n);
    assertThat(score.low()).isCloseTo(low, within(5e-5));
    assertThat(score.high()).isCloseTo(high, within(5e-5));
    assertThat(score.examples()).isEqualTo(n);
  }

  @Test
  void mcNemarCountsOnlyWhereTheTwoDiffer() {
    // of 10 differing examples 1 was lost and 9 won: 2 (1 + 10) / 2^10
    assertThat(Proportions.mcNemar(1, 9)).isCloseTo(22 / 1024.0, within(1e-15));
    assertThat(Proportions.mcNemar(9, 1)).isEqualTo(Proportions.mcNemar(1, 9));
    assertThat(Proportions.mcNemar(3, 3)).isEqualTo(1);
    assertThat(Proportions.mcNemar(0, 0)).isEqualTo(1);
  }

  @Test
  void aShareThatRoseIsSignificant() {
    boolean[] before = right(10, 40);
    boolean[] after = right(30, 40);
    Difference difference = Proportions.difference("accuracy", before, after, 42);
    assertThat(difference.change().value()).isEqualTo(0.5);
    assertThat(difference.change().low()).isBetween(0.3, 0.4);
    assertThat(difference.change().high()).isBetween(0.6, 0.7);
    assertThat(difference.pValue()).isCloseTo(Math.pow(0.5, 19), within(1e-12));
    assertThat(difference.significant()).isTrue();
  }

  @Test
  void theBootstrapComesNearStudentsIntervalOnNormalData() {
    double[] values = normal(new Random(7), 40, 2, 1);
    Score score = Bootstrap.mean("loss", values, 42);
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    double half =
        new TDistribution(values.length - 1).inverseCumulativeProbability(0.975)
            * Math.sqrt(variance / values.length);
    assertThat(score.value()).isCloseTo(mean, within(1e-12));
    assertThat(score.low()).isCloseTo(mean - half, within(0.1 * half));
    assertThat(score.high()).isCloseTo(mean + half, within(0.1 * half));
  }

  @ParameterizedTest
  @CsvSource({"10", "40"})
  void theIntervalHoldsTheTrueMeanAsOftenAsItSays(int n) {
    Random random = new Random(11);
    int simulations = 400;
    int held = 0;
    for (int i = 0; i < simulations; i++) {
      Score score = Bootstrap.mean("loss", normal(random, n, 3, 2), i);
      held += score.low() <= 3 && 3 <= score.high() ? 1 : 0;
    }
    // two standard deviations of a share of 95 % in 400 trials are 2.2 %
    assertThat((double) held / simulations).isBetween(0.92, 0.98);
  }

  @Test
  void theLossPerTokenWeighsExamplesByTheirTokens() {
    double[] totals = {10, 1, 6};
    double[] tokens = {10, 2, 3};
    Score score = Bootstrap.ratio("loss", totals, tokens, 1);
    assertThat(score.value()).isEqualTo(17.0 / 15);
    assertThat(score.low()).isBetween(0.5, 17.0 / 15);
    assertThat(score.high()).isBetween(17.0 / 15, 2.0);
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    double[] values = normal(new Random(3), 25, 0, 1);
    assertThat(Bootstrap.mean("x", values, 5)).isEqualTo(Bootstrap.mean("x", values, 5));
    assertThat(Bootstrap.mean("x", values, 5)).isNotEqualTo(Bootstrap.mean("x", values, 6));
  }

  @Test
  void oneExampleHasNoInterval() {
    Score score = Bootstrap.mean("loss", new double[] {1.5}, 1);
    assertThat(score.value()).isEqualTo(1.5);
    assertThat(score.hasInterval()).isFalse();
  }

  @Test
  void pairingShowsWhatTwoIntervalsHide() {
    Random random = new Random(13);
    double[] before = normal(random, 60, 3, 1);
    double[] after = new double[before.length];
    double[] ones = new double[before.length];
    Arrays.fill(ones, 1);
    for (int i = 0; i < before.length; i++) {
      after[i] = before[i] - 0.1 + 0.05 * random.nextGaussian();
    }
    assertThat(Bootstrap.mean("loss", after, 1).high())
        .isGreaterThan(Bootstrap.mean("loss", before, 1).low());
    Difference difference = Paired.ratio("loss", before, after, ones, 1);
    assertThat(difference.change().high()).isNegative();
    assertThat(difference.pValue()).isLessThan(0.001);
  }

  @Test
  void noDifferenceIsFoundWhereThereIsNone() {
    Random random = new Random(17);
    double[] before = normal(random, 60, 3, 1);
    double[] after = normal(random, 60, 3, 1);
    double[] ones = new double[60];
    Arrays.fill(ones, 1);
    assertThat(Paired.ratio("loss", before, after, ones, 1).pValue()).isGreaterThan(0.05);
    assertThat(Paired.ratio("loss", before, before.clone(), ones, 1).pValue()).isEqualTo(1);
  }

  @Test
  void perplexityIsTheExponentialOfTheLoss() {
    Score loss = new Score("loss", 1, 0.5, 2, 10);
    assertThat(Score.perplexity(loss))
        .isEqualTo(new Score("perplexity", Math.E, Math.exp(0.5), Math.exp(2), 10));
  }

  @Test
  void refusesWhatIsNoMeasurement() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bootstrap.mean("loss", new double[0], 1))
        .withMessage("loss: expected numbers for the same examples, got 0 and 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bootstrap.ratio("loss", new double[2], new double[2], 1))
        .withMessage("loss: the weights add up to 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Proportions.wilson("accuracy", new boolean[0]))
        .withMessage("accuracy: a share of no examples");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Proportions.difference("accuracy", right(1, 2), right(1, 3), 1))
        .withMessage("accuracy: expected numbers for the same examples, got 2 and 3");
  }

  private static boolean[] right(int hits, int n) {
    boolean[] right = new boolean[n];
    Arrays.fill(right, 0, hits, true);
    return right;
  }

  private static double[] normal(Random random, int n, double mean, double deviation) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = mean + deviation * random.nextGaussian();
    }
    return values;
  }
}
