package luthier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionFileTest {

  @TempDir Path folder;

  private static Map<String, Object> row(String label, double yes) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("label", label);
    Map<String, Object> probabilities = new LinkedHashMap<>();
    probabilities.put("yes", yes);
    probabilities.put("no", 1 - yes);
    row.put("probabilities", probabilities);
    return row;
  }

  @Test
  void aPredictionIsALine() throws IOException {
    Path file = folder.resolve("out.jsonl");
    try (PredictionFile out = PredictionFile.open(file, false)) {
      out.write(row("yes", 0.75));
      out.write(Map.of("value", 3.0));
    }
    assertThat(file)
        .hasContent(
            """
            {"label":"yes","probabilities":{"yes":0.75,"no":0.25}}
            {"value":3.0}
            """);
  }

  @Test
  void aTableHasAColumnForEachPart() throws IOException {
    Path file = folder.resolve("out.csv");
    try (PredictionFile out = PredictionFile.open(file, false)) {
      out.write(row("a, \"b\"\nc", 0.75));
    }
    assertThat(Files.readString(file))
        .isEqualTo("label,probabilities.yes,probabilities.no\n\"a, \"\"b\"\"\nc\",0.75,0.25\n");
    assertThat(PredictionFile.done(file)).isEqualTo(1);
  }

  @Test
  void aHalfLineIsTakenAwayBeforeGoingOn() throws IOException {
    Path file = folder.resolve("out.jsonl");
    Files.writeString(file, "{\"value\":1.0}\n{\"value\":2.0}\n{\"val");

    assertThat(PredictionFile.done(file)).isEqualTo(2);
    try (PredictionFile out = PredictionFile.open(file, true)) {
      out.write(Map.of("value", 3.0));
    }
    assertThat(Files.readAllLines(file))
        .isEqualTo(List.of("{\"value\":1.0}", "{\"value\":2.0}", "{\"value\":3.0}"));
  }

  @Test
  void aTableThatGoesOnHasOneHead() throws IOException {
    Path file = folder.resolve("out.csv");
    for (boolean resume : new boolean[] {false, true}) {
      try (PredictionFile out = PredictionFile.open(file, resume)) {
        out.write(Map.of("value", 1.5));
      }
    }
    assertThat(file).hasContent("value\n1.5\n1.5\n");
    assertThat(PredictionFile.done(file)).isEqualTo(2);
  }

  @Test
  void whatIsThereIsNotOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("out.jsonl"), "precious\n");
    assertThatThrownBy(() -> PredictionFile.open(file, false))
        .hasMessageContaining("exists already; name another, or go on with it by --resume");
    assertThat(file).hasContent("precious\n");
  }
}
