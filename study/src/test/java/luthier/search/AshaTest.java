package luthier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AshaTest {

  @Test
  void rungsArePowersOfThree() {
    assertThat(List.of(1, 3, 9, 27)).allMatch(Asha::isRung);
    assertThat(List.of(2, 4, 8, 10, 26)).noneMatch(Asha::isRung);
  }

  @Test
  void aTrialGoesOnInTheBestThirdOfItsRung() {
    assertThat(Asha.goesOn(1, 5, List.of())).isTrue();
    assertThat(Asha.goesOn(1, 5, List.of(4.0))).isFalse();
    assertThat(Asha.goesOn(1, 3, List.of(4.0))).isTrue();
    assertThat(Asha.goesOn(3, 2.5, List.of(1.0, 2.0, 3.0, 4.0, 5.0))).isFalse();
    assertThat(Asha.goesOn(3, 1.5, List.of(1.0, 2.0, 3.0, 4.0, 5.0))).isTrue();
    assertThat(Asha.goesOn(2, 9, List.of(1.0, 2.0))).as("no rung").isTrue();
    assertThat(Asha.goesOn(1, Double.NaN, List.of())).isFalse();
  }
}
