package luthier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import luthier.metric.Difference;
import luthier.metric.Evaluation;
import luthier.metric.Score;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadlineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.5 | 0.001 | -1 | 0.001 | good | Better than the base model, on 40 test examples.",
        "0.5 | 0.001 |  1 | 0.001 | open | Better answers on 40 test examples, though the loss"
            + " rose.",
        "-0.5 | 0.001 | -1 | 0.001 | bad | Worse than the base model, on 40 test examples: do not"
            + " use it.",
        "0.1 | 0.300 | -1 | 0.001 | open | The loss fell, but 40 test examples show no change of"
            + " the accuracy.",
        "0.1 | 0.300 | -1 | 0.300 | open | No difference to the base model that 40 test examples"
            + " can show.",
        "     |       | -1 | 0.001 | good | Better than the base model, on 40 test examples.",
        "     |       |  1 | 0.001 | bad | Worse than the base model, on 40 test examples: do not"
            + " use it.",
        "     |       | -1 | 0.300 | open | No difference to the base model that 40 test examples"
            + " can show.",
        "     |       |    |       | ''  | Measured on 40 test examples."
      })
  void saysOnlyWhatTheTestsShow(
      Double accuracy, Double p, Double loss, Double lossP, String tone, String sentence) {
    List<Difference> differences = new ArrayList<>();
    if (accuracy != null) {
      differences.add(difference("accuracy", accuracy, p));
    }
    if (loss != null) {
      differences.add(difference("loss", loss, lossP));
    }
    Evaluation evaluation =
        new Evaluation("test", 40, 1, List.of(), List.of(), differences, List.of());
    assertThat(Headline.of(evaluation).sentence()).isEqualTo(sentence);
    assertThat(Headline.of(evaluation).tone()).isEqualTo(tone);
  }

  @Test
  void withoutHeldOutExamplesNothingIsClaimed() {
    Evaluation nothing = new Evaluation("none", 0, 1, List.of(), List.of(), List.of(), List.of());
    assertThat(Headline.of(nothing).sentence())
        .isEqualTo("No example was held out, so nothing was measured.");
  }

  private static Difference difference(String name, double change, double p) {
    return new Difference(new Score(name, change, change - 0.1, change + 0.1, 40), p, "test");
  }
}
