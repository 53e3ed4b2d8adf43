package luthier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;

class AnswerPredictionsTest {

  private static final List<List<String>> REFERENCES =
      List.of(List.of("Paris"), List.of("the Nile", "Nile river"), List.of("42"), List.of("blue"));

  private static AnswerPredictions predictions(String... answers) {
    return new AnswerPredictions(
        List.of(answers),
        REFERENCES,
        List.of(AnswerMetrics.of("exact_match"), AnswerMetrics.of("token_f1")));
  }

  @Test
  void sharesAndMeansOverTheAnswers() {
    AnswerPredictions predictions = predictions("paris.", "The Nile river!", "41", "dark blue");
    assertThat(predictions.examples()).isEqualTo(4);
    assertThat(predictions.values()).containsEntry("exact_match", 0.5);
    // 1, 1, 0 and 2 · 1 / (2 + 1)
    assertThat(predictions.values().get("token_f1"))
        .isCloseTo((1 + 1 + 0 + 2.0 / 3) / 4, within(1e-15));
  }

  @Test
  void twoModelsAreComparedOnTheSameExamples() {
    AnswerPredictions base = predictions("Lyon", "Amazon", "41", "red");
    AnswerPredictions tuned = predictions("Paris", "Nile", "42", "blue");
    Scores scores = Scores.compare(base, tuned, 7);
    assertThat(scores.base().getFirst().value()).isZero();
    assertThat(scores.tuned().getFirst().value()).isEqualTo(1);
    assertThat(scores.differences())
        .extracting(Difference::test)
        .containsExactly("mcnemar_exact", "paired_randomisation");
    // four examples won: 2 / 2^4
    assertThat(scores.differences().getFirst().pValue()).isCloseTo(0.125, within(1e-15));
  }

  @Test
  void anExampleWithoutReferenceIsNamed() {
    assertThatThrownBy(() ->
            new AnswerPredictions(
                List.of("a", "b"),
                List.of(List.of("a"), List.of()),
                List.of(AnswerMetrics.of("exact_match"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("example 2: exact_match: there is no reference answer to compare with");
  }

  @Test
  void aMetricIsNamedOnce() {
    AnswerMetric metric = AnswerMetrics.of("exact_match");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new AnswerPredictions(List.of("a"), List.of(List.of("a")), List.of(metric, metric)))
        .withMessageContaining("exact_match twice");
  }

  @Test
  void anUnknownMetricIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> AnswerMetrics.of("exact_mach"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "unknown metric 'exact_mach', did you mean 'exact_match'?; known: ");
  }
}
