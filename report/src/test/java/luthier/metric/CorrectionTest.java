package luthier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class CorrectionTest {

  private static Difference difference(String name, double p) {
    return new Difference(new Score(name, 0.1, 0.01, 0.2, 40), p, "mcnemar_exact");
  }

  @Test
  void differencesAreCorrectedTogether() {
    List<Difference> corrected =
        Correction.holm(List.of(difference("a", 0.04), difference("b", 0.01)));
    assertThat(corrected).extracting(Difference::pValue).containsExactly(0.04, 0.02);
    assertThat(corrected).extracting(Difference::test).containsOnly("mcnemar_exact_holm");
    assertThat(
            Correction.holm(List.of(difference("a", 0.04), difference("b", 0.04))).stream()
                .noneMatch(Difference::significant))
        .isTrue();
  }

  @Test
  void oneAloneStaysAsItIs() {
    List<Difference> one = List.of(difference("a", 0.04));
    assertThat(Correction.holm(one)).isEqualTo(one);
  }

  @Test
  void whatIsNoPValueIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Correction.holm(new double[] {0.1, 1.2}))
        .withMessageContaining("p-values from 0 to 1");
  }
}
