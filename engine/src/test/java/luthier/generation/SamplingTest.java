package luthier.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Draws against the exact distribution.
final class SamplingTest {

  private static final float[] LOGITS = {1.5f, -0.3f, 2.0f, 0.4f, -2.0f, 1.1f};
  private static final int DRAWS = 60_000;

  /// Chance of more than this, with at most five degrees of freedom, when the draws are right:
  /// 1e-4.
  private static final double CHI_SQUARE = 25.7;

  @ParameterizedTest
  @CsvSource({
    "1.0, 6, 1.0",
    "0.5, 6, 1.0",
    "2.5, 6, 1.0",
    "1.0, 3, 1.0",
    "1.0, 6, 0.8",
    "0.7, 4, 0.9",
    "1.3, 1, 1.0",
    "1.0, 6, 0.01"
  })
  void drawsFollowTheExactDistribution(double temperature, int topK, double topP) {
    double[] expected = exact(temperature, topK, topP);
    requireDistribution(
        expected,
        IntStream.range(0, DRAWS)
            .map(i -> new Sampling.Random(temperature, topK, topP, 7).choose(LOGITS, i)));
    requireDistribution(
        expected,
        IntStream.range(0, DRAWS)
            .map(seed -> new Sampling.Random(temperature, topK, topP, seed).choose(LOGITS, 3)));
  }

  /// Written out the slow way: probabilities of all tokens, cut and renormalised twice.
  private static double[] exact(double temperature, int topK, double topP) {
    double[] p = new double[LOGITS.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(LOGITS[i] / temperature);
    }
    normalise(p);
    double[] cut = p.clone();
    for (int i = 0; i < p.length; i++) {
      cut[i] = rank(p, i) < topK ? p[i] : 0;
    }
    normalise(cut);
    double[] nucleus = cut.clone();
    for (int i = 0; i < p.length; i++) {
      double before = 0; // of the more probable ones
      for (int j = 0; j < p.length; j++) {
        before += cut[j] > cut[i] ? cut[j] : 0;
      }
      nucleus[i] = before < topP ? cut[i] : 0;
    }
    normalise(nucleus);
    return nucleus;
  }

  private static int rank(double[] p, int index) {
    return (int) IntStream.range(0, p.length).filter(j -> p[j] > p[index]).count();
  }

  private static void normalise(double[] p) {
    double sum = 0;
    for (double each : p) {
      sum += each;
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
  }

  private static void requireDistribution(double[] expected, IntStream draws) {
    long[] counts = new long[expected.length];
    draws.forEach(token -> counts[token]++);
    double chiSquare = 0;
    for (int i = 0; i < counts.length; i++) {
      double wanted = expected[i] * DRAWS;
      if (wanted == 0) {
        assertThat(counts[i]).as("token %d is cut off", i).isZero();
      } else {
        chiSquare += (counts[i] - wanted) * (counts[i] - wanted) / wanted;
      }
    }
    assertThat(chiSquare).isLessThan(CHI_SQUARE);
  }

  @Test
  void theSameSeedDrawsTheSame() {
    Sampling one = new Sampling.Random(1, Sampling.Random.ALL, 1, 11);
    Sampling same = new Sampling.Random(1, Sampling.Random.ALL, 1, 11);
    Sampling other = new Sampling.Random(1, Sampling.Random.ALL, 1, 12);
    assertThat(draws(one)).isEqualTo(draws(same)).isNotEqualTo(draws(other));
  }

  private static int[] draws(Sampling sampling) {
    return IntStream.range(0, 50).map(i -> sampling.choose(LOGITS, i)).toArray();
  }

  @Test
  void aLowTemperatureIsGreedy() {
    assertThat(draws(new Sampling.Random(1e-3, Sampling.Random.ALL, 1, 5)))
        .isEqualTo(draws(new Sampling.Greedy()))
        .containsOnly(2);
  }

  @Test
  void ofEqualsTheSmallestIdIsTaken() {
    float[] equal = {0, 3, 3, 3};
    assertThat(new Sampling.Greedy().choose(equal, 0)).isEqualTo(1);
    assertThat(new Sampling.Random(1, 1, 1, 9).choose(equal, 0)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 5 | 1 | temperature: found 0.0, expected above 0",
        "NaN | 5 | 1 | temperature: found NaN, expected above 0",
        "-1 | 5 | 1 | temperature: found -1.0, expected above 0",
        "1 | 0 | 1 | top-k: found 0, expected at least 1",
        "1 | 5 | 0 | top-p: found 0.0, expected above 0, at most 1",
        "1 | 5 | 1.5 | top-p: found 1.5, expected above 0, at most 1"
      })
  void settingsOutOfRangeAreRefused(double temperature, int topK, double topP, String reason) {
    assertThatThrownBy(() -> new Sampling.Random(temperature, topK, topP, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(reason);
  }
}
