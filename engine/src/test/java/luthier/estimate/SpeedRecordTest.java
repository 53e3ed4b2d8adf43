package luthier.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedRecordTest {

  private static final String KIND = SpeedRecord.kind("a processor", 2, true, 576);

  @TempDir private Path folder = Path.of("");

  @Test
  void theLastRunsOfAKindAreKept() throws IOException {
    SpeedRecord record = new SpeedRecord(folder.resolve("cache/speed.json"));
    assertThat(record.rates(KIND)).isEmpty();
    for (int i = 1; i <= 7; i++) {
      record.add(KIND, i * 1e9);
      record.add("another kind", i);
    }
    assertThat(record.rates(KIND)).containsExactly(3e9, 4e9, 5e9, 6e9, 7e9);
    assertThat(record.rates("another kind")).hasSize(5);
  }

  @Test
  void widthsOfOnePowerOfTwoAreOneKind() {
    assertThat(SpeedRecord.kind("a processor", 2, true, 1023)).isEqualTo(KIND);
    assertThat(SpeedRecord.kind("a processor", 2, true, 1024)).isNotEqualTo(KIND);
    assertThat(SpeedRecord.kind("a processor", 1, true, 576)).isNotEqualTo(KIND);
    assertThat(SpeedRecord.kind("a processor", 2, false, 576)).isNotEqualTo(KIND);
  }

  @Test
  void aDamagedRecordIsWrittenAnew() throws IOException {
    Path file = folder.resolve("speed.json");
    Files.writeString(file, "{\"format_version\":1,\"rates\":[{\"kind\":");
    SpeedRecord record = new SpeedRecord(file);
    assertThat(record.rates(KIND)).isEmpty();
    record.add(KIND, 1e9);
    assertThat(record.rates(KIND)).containsExactly(1e9);
  }
}
