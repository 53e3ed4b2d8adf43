package luthier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import luthier.metric.Evaluation;
import luthier.runlog.RunFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTextTest {

  @TempDir Path directory;

  @Test
  void showsScoresWithIntervalsAndAnswersSideBySide() throws IOException {
    FakeRun.support().write(directory);
    Evaluation evaluation = EvaluationFile.read(new RunFiles(directory).evaluation());
    String text = EvaluationText.of(evaluation);
    assertThat(text)
        .startsWith("Better than the base model, on 42 test examples.\n")
        .contains(
            "  accuracy     7.1 %                85.7 %               +78.6 points, p < 0.001\n")
        .contains("               (2.5 % to 19.0 %)    (72.2 % to 93.3 %)\n")
        .contains("  loss         2.876                1.187 ");
    assertThat(text.lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void answersStandSideBySideAndNeverSteerTheTerminal() {
    Evaluation.Sample sample =
        new Evaluation.Sample(
            List.of(
                new Evaluation.Turn("system", "Be short."),
                new Evaluation.Turn("user", "Where is\nmy \u001b[31mparcel?")),
            "On its way.",
            new Evaluation.Answer("", Evaluation.Grade.WRONG),
            new Evaluation.Answer("It is on its way to you. ".repeat(3), Evaluation.Grade.RIGHT));
    Evaluation evaluation =
        new Evaluation("test", 1, 1, List.of(), List.of(), List.of(), List.of(sample));
    assertThat(EvaluationText.of(evaluation))
        .isEqualTo(
            """
            Measured on 1 test example.

            Sample 1, user:
              Where is my [31mparcel?
            base model, ✗ wrong:                   │ tuned, ✓ right:
              (no text)                            │   It is on its way to you. It is on
                                                   │   its way to you. It is on its way to
                                                   │   you.
            In the data:
              On its way.
            """);
  }

  @Test
  void longWordsAndLongTextsAreCut() {
    assertThat(EvaluationText.wrapped("abcdefghij kl", 4))
        .containsExactly("abcd", "efgh", "ij", "kl");
    assertThat(EvaluationText.wrapped("a b c d e f g h i j k l m n", 3))
        .containsExactly("a b", "c d", "e f", "g h", "i j", "…");
    assertThat(EvaluationText.wrapped("", 4)).containsExactly("");
  }
}
