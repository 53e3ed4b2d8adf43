package luthier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import luthier.model.Models;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class TrainingBenchTest {

  @TempDir Path folder;

  @Test
  void aRunReportsWhatItsStepsTook() throws IOException {
    Cell cell = new Cell(Shape.TINY, true, false, Load.SHORT);
    ObjectNode report = new TrainingBench(cell, 1, 2, 1, true, true, new BenchBase(folder)).run();
    assertThat(report.path("s_per_step")).hasSize(2);
    double seconds = 0;
    for (int i = 0; i < 2; i++) {
      seconds += report.path("s_per_step").get(i).asDouble();
    }
    int tokens = report.path("real_tokens_per_step").asInt();
    assertThat(tokens).isEqualTo(Load.SHORT.tokens());
    assertThat(report.path("tokens_per_s").asDouble())
        .isCloseTo(2 * tokens / seconds, within(0.02 * tokens / seconds));
    // random weights know nothing: the loss is that of an even guess
    assertThat(report.path("loss").asDouble())
        .isCloseTo(Math.log(Shape.TINY.vocabulary), within(0.2));
    assertThat(report.path("gemm_share").asDouble()).isBetween(1e-6, 1.0);
    assertThat(report.path("peak_rss_GB").asDouble()).isBetween(0.05, 16.0);
  }

  @Test
  void theShapesHaveAsManyWeightsAsTheModelsMadeOfThem() throws IOException {
    for (Shape shape : Shape.values()) {
      Path directory = Files.createDirectories(folder.resolve(shape.label()));
      Files.writeString(directory.resolve("config.json"), shape.config());
      long norms = shape.width * (2L * shape.layers + 1);
      assertThat(Models.inspect(directory, false).parameters())
          .isEqualTo(shape.linearWeights() + shape.headWeights() + norms);
    }
  }

  @Test
  void theOperationsOfAStepAreThoseOfItsProducts() {
    // A weight costs a multiply-add forward, one back to the input and one to its gradient; a pair
    // of tokens that see each other two products of the width, three ways, in each layer.
    Cell full = Cell.parse("25m/full/fp32");
    double tokens = 8 * 512;
    double weights = Shape.M25.linearWeights() + Shape.M25.headWeights();
    double pairs = 8 * (512 * 513 / 2.0);
    assertThat(StepFlops.of(full))
        .isCloseTo(6 * tokens * weights + 12 * pairs * 384 * 12, within(1.0));
    assertThat(StepFlops.of(Cell.parse("25m/lora/fp32"))).isLessThan(0.75 * StepFlops.of(full));
  }

  @Test
  void theMixtureIsThePeers() {
    assertThat(Load.MIXTURE.lengths()).startsWith(209, 67, 45, 213, 168, 392, 119, 254);
    assertThat(Load.MIXTURE.tokens()).isEqualTo(6113);
  }
}
