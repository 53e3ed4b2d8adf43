package luthier.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static Comparison of(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      // a constant in a row changes no distribution
      logits[i] = (float) (Math.log(probabilities[i]) + 5);
    }
    return new Comparison(List.of(logits), 2);
  }

  /// ½ ln(½ / ¾) + ½ ln(½ / ¼) = ½ ln(4/3), in one of two tokens.
  @Test
  void theDivergenceIsAMeanOverTokens() {
    Comparison even = of(0.5, 0.5, 0.2, 0.8);
    Comparison odd = of(0.75, 0.25, 0.2, 0.8);
    assertThat(even.meanDivergence(odd)).isCloseTo(Math.log(4.0 / 3) / 4, within(1e-6));
    assertThat(even.meanDivergence(even)).isZero();
    assertThat(even.largestDifference(odd)).isCloseTo(Math.log(2), within(1e-6));
  }

  @Test
  void whatIsNoNumberNeverPasses() {
    Comparison broken = new Comparison(List.of(new float[] {Float.NaN, 1, 0, 0}), 2);
    Comparison whole = of(0.5, 0.5, 0.2, 0.8);
    assertThat(whole.largestDifference(broken)).isNaN();
    assertThat(whole.meanDivergence(broken)).isNaN();
  }
}
