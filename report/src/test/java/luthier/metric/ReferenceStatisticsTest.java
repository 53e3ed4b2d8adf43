package luthier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Intervals, tests and corrections against statsmodels and SciPy (`make_statistics.py`).
class ReferenceStatisticsTest {

  private static final Offset<Double> TOLERANCE = within(1e-12);

  static List<Fixture> corrections() {
    return Fixture.cases("statistics.json", "corrections");
  }

  static List<Fixture> wilson() {
    return Fixture.cases("statistics.json", "wilson");
  }

  static List<Fixture> mcnemar() {
    return Fixture.cases("statistics.json", "mcnemar");
  }

  @ParameterizedTest
  @MethodSource("corrections")
  void correctedPValues(Fixture fixture) {
    double[] p = fixture.numbers("p");
    assertThat(Correction.holm(p)).containsExactly(fixture.numbers("holm"), TOLERANCE);
    assertThat(Correction.benjaminiHochberg(p))
        .containsExactly(fixture.numbers("benjamini_hochberg"), TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("wilson")
  void wilson(Fixture fixture) {
    boolean[] right = new boolean[(int) fixture.number("n")];
    Arrays.fill(right, 0, (int) fixture.number("hits"), true);
    Score score = Proportions.wilson("accuracy", right);
    double[] bounds = fixture.numbers("bounds");
    assertThat(score.low()).isCloseTo(bounds[0], TOLERANCE);
    assertThat(score.high()).isCloseTo(bounds[1], TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("mcnemar")
  void mcNemar(Fixture fixture) {
    assertThat(Proportions.mcNemar((int) fixture.number("lost"), (int) fixture.number("won")))
        .isCloseTo(fixture.number("p"), TOLERANCE);
  }
}
