package luthier.runlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The expected bytes were read back once by TensorBoard 2.21 (see the resource's README).
class TensorBoardFileTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-04T05:06:07.500Z"));

  @TempDir Path directory;

  @Test
  void writesWhatTensorBoardReads() throws IOException {
    writeRun(directory);
    for (int i = 0; i < 2; i++) {
      String name = "events.out.tfevents.1772600767.luthier." + i;
      assertThat(HexFormat.of().formatHex(Files.readAllBytes(directory.resolve(name))))
          .isEqualTo(hexOf("tensorboard-" + i + ".hex"));
    }
  }

  static void writeRun(Path directory) throws IOException {
    try (TensorBoardFile file = TensorBoardFile.create(directory, CLOCK)) {
      file.on(new RunEvent.Decision("threads", "2", "one per core"));
      for (int step = 1; step <= 3; step++) {
        file.on(RunEvents.step(step));
      }
      file.on(RunEvents.evaluated(3, 1.5));
    }
    try (TensorBoardFile file = TensorBoardFile.goOn(directory, 3, CLOCK)) {
      file.on(
          new RunEvent.StepDone(
              3, 0.375, 0.25, 1e-4, 1, 9, 9, 9, Map.of("epsilon", 2.0), List.of()));
      file.on(new RunEvent.SampleGenerated(300, "Where is it?\n<b>", "Grüße, it is here."));
    }
  }

  private static String hexOf(String resource) throws IOException {
    try (InputStream in = TensorBoardFileTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
    }
  }
}
