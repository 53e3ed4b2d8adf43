package luthier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import luthier.InvalidInputException;
import luthier.metric.Difference;
import luthier.metric.Evaluation;
import luthier.metric.Score;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationFileTest {

  @TempDir Path directory;

  @Test
  void readsBackWhatItWrote() throws IOException {
    Evaluation evaluation =
        new Evaluation(
            "test",
            1,
            42,
            List.of(new Score("loss", 2.4, Double.NaN, Double.NaN, 1)),
            List.of(new Score("loss", 1.1, 1.0, 1.2, 1), new Score("accuracy", 1, 0.2, 1, 1)),
            List.of(
                new Difference(
                    new Score("loss", -1.3, -1.6, -1.0, 1), 1e-4, "paired_randomisation")),
            List.of(
                new Evaluation.Sample(
                    List.of(new Evaluation.Turn("user", "Hi \u2028 \"x\"")),
                    "Hello",
                    new Evaluation.Answer("", Evaluation.Grade.WRONG),
                    new Evaluation.Answer("Hello", Evaluation.Grade.UNGRADED))));
    Path file = directory.resolve("evaluation.json");
    EvaluationFile.write(file, evaluation);
    assertThat(EvaluationFile.read(file)).isEqualTo(evaluation);
    assertThat(file).content().contains("\"base\": {\n    \"loss\": {\n      \"value\": 2.4,");

    Files.writeString(file, Files.readString(file).replace("ungraded", "superb"));
    assertThatThrownBy(() -> EvaluationFile.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("key 'grade' is 'superb', expected right, wrong or ungraded");
  }
}
