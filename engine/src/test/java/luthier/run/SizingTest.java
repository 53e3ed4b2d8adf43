package luthier.run;

import static org.assertj.core.api.Assertions.assertThat;

import luthier.recipe.Task;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of `docs/auto.md`.
class SizingTest {

  @ParameterizedTest
  @CsvSource({"1, 4", "100, 4", "400, 8", "799, 8", "800, 16", "1600, 32", "100000, 32"})
  void anEpochHasFiftySteps(int examples, int batch) {
    assertThat(Sizing.batchSize(examples)).isEqualTo(batch);
  }

  @ParameterizedTest
  @CsvSource({
    "50, 4, CHAT, 10",
    "50, 4, TEXT, 4",
    "800, 16, CHAT, 6",
    "1600, 32, CHAT, 6",
    "4000, 32, CLASSIFICATION, 3",
    "10000, 32, CHAT, 2",
    "100000, 32, CHAT, 1",
    "1000, 16, TEXT, 4"
  })
  void epochsMakeThreeHundredStepsWithinBounds(int examples, int batch, Task task, int epochs) {
    assertThat(Sizing.epochs(examples, batch, task)).isEqualTo(epochs);
  }

  @ParameterizedTest
  @CsvSource({"0, 1000, 8", "8000, 1000, 8", "8001, 1000, 16", "20000, 1000, 32", "9e9, 1000, 64"})
  void anAdapterHoldsWhatTheDataTell(double supervised, long ofRankOne, int rank) {
    assertThat(Sizing.rank((long) supervised, ofRankOne)).isEqualTo(rank);
  }
}
