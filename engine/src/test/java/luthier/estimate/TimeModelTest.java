package luthier.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeModelTest {

  @Test
  void earlierRunsNarrowTheRange() {
    TimeModel.Range unknown = time(List.of()).seconds();
    TimeModel.Range known = time(List.of(2e11)).seconds();
    assertThat(known.high() - known.low()).isLessThan((unknown.high() - unknown.low()) / 2);
    // 6e13 operations at 2e11 a second, and the start
    assertThat(known.low()).isCloseTo(300 / 1.2 + 3, within(1.0));
    assertThat(known.high()).isCloseTo(300 * 1.2 + 12, within(1.0));
  }

  private static TimeModel time(List<Double> rates) {
    return new TimeModel(6e13, 0, 0, rates, 2, true);
  }

  @ParameterizedTest
  @CsvSource({
    "0.2, 1 s",
    "59, 59 s",
    "60, 1 min",
    "163, 2 min 40 s",
    "1500, 25 min",
    "3600, 1 h",
    "7530, 2 h 6 min"
  })
  void durations(double seconds, String text) {
    assertThat(TimeModel.duration(seconds)).isEqualTo(text);
  }
}
