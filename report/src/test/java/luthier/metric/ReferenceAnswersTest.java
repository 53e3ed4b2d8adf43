package luthier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Metrics of answers against sacrebleu and the SQuAD evaluation, on texts of several scripts, with
/// empty and very short answers.
class ReferenceAnswersTest {

  /// chrF and BLEU go up to 100.
  private static final Offset<Double> OF_100 = within(1e-10);

  static List<Fixture> corpora() {
    return Fixture.cases("answers.json", "corpora");
  }

  static List<Fixture> pairs() {
    return Fixture.cases("answers.json", "pairs");
  }

  @ParameterizedTest
  @MethodSource("corpora")
  void corpusMetrics(Fixture fixture) {
    List<String> answers = fixture.texts("answers");
    List<List<String>> references =
        fixture.objects("references").stream().map(row -> row.texts("all")).toList();
    AnswerMetric chrf = AnswerMetrics.of("chrf");
    Map<String, Double> values =
        new AnswerPredictions(answers, references, List.of(chrf, AnswerMetrics.of("bleu")))
            .values();
    fixture
        .expected()
        .forEach((name, value) -> assertThat(values.get(name)).as(name).isCloseTo(value, OF_100));
    double[] ofEach = fixture.numbers("chrf_of_each");
    for (int i = 0; i < ofEach.length; i++) {
      assertThat(chrf.score(answers.get(i), references.get(i)))
          .as(answers.get(i))
          .isCloseTo(ofEach[i], OF_100);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void answersInWords(Fixture fixture) {
    List<String> references = List.of(fixture.text("reference"));
    for (String name : List.of("exact_match", "token_f1")) {
      assertThat(AnswerMetrics.of(name).score(fixture.text("answer"), references))
          .as(name)
          .isCloseTo(fixture.number(name), within(1e-15));
    }
  }
}
