package luthier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerMetricsTest {

  private static double score(String metric, String answer, String... references) {
    return AnswerMetrics.of(metric).score(answer, List.of(references));
  }

  /// Worked by hand; the first four are those of Lin 2004, section 3.1, whose sentences share
  /// "police … the gunman", "the gunman" and so on.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "police kill the gunman | police killed the gunman | 3 | 4 | 4",
        "the gunman kill police | police killed the gunman | 2 | 4 | 4",
        "the gunman police killed | police killed the gunman | 2 | 4 | 4",
        "a b c d | a x b y c | 3 | 4 | 5",
        "one | two three | 0 | 1 | 2",
        "x a x a | a a | 2 | 4 | 2",
        "Größe, 3 km! | größe 3 Km | 3 | 3 | 3",
        "a c b d e | a b c d e f | 4 | 5 | 6"
      })
  void rougeL(String answer, String reference, int common, int answerWords, int referenceWords) {
    double precision = (double) common / answerWords;
    double recall = (double) common / referenceWords;
    double f = common == 0 ? 0 : 2 * precision * recall / (precision + recall);
    assertThat(score("rouge_l", answer, reference)).isCloseTo(f, within(1e-15));
  }

  @Test
  void theBestReferenceCounts() {
    assertThat(score("rouge_l", "a b", "c d", "a b", "a")).isEqualTo(1);
    assertThat(score("token_f1", "red", "blue", "red car")).isCloseTo(2 / 3.0, within(1e-15));
    assertThat(score("rouge_l", "", "")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The answer is 42. | 42",
        "First 3, then 1,234.50 dollars. | 1234.5",
        "1.234.567 | 1234567",
        "1.234,5 Euro | 1234.5",
        "2,5 kg | 2.5",
        "0,125 | 0.125",
        "1,234 | 1234",
        "1.234 | 1.234",
        "12'345.6 | 12345.6",
        "1,2,3 | 3",
        "2.10.7 | 7",
        "-5 | -5",
        "x = -5 | -5",
        "10-5 | 5",
        "−7 | -7",
        "+8 | 8",
        ".5 | 0.5",
        "1.5e-3 | 0.0015",
        "$1,000,000! | 1000000",
        "1234,567 | 567",
        "#### 72 | 72"
      })
  void theLastNumberOfAText(String text, double number) {
    assertThat(NumberInText.last(text)).hasValue(number);
  }

  @Test
  void numbersMayBeWrittenDifferently() {
    assertThat(score("numeric", "It costs 1,250 dollars", "1250.0")).isEqualTo(1);
    assertThat(score("numeric", "about 0.333333", "0.3333333")).isEqualTo(1);
    assertThat(score("numeric", "1251", "1250")).isZero();
    assertThat(score("numeric", "none", "1250")).isZero();
    assertThat(AnswerMetrics.numeric(0.01).score("1251", List.of("1250"))).isEqualTo(1);
    assertThat(AnswerMetrics.numeric(0).score("0.1", List.of("0.10"))).isEqualTo(1);
    assertThat(AnswerMetrics.of("numeric").misfit(List.of("none")))
        .hasValue("there is no number in the reference answer 'none'");
    assertThatThrownBy(() -> AnswerMetrics.numeric(-1)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void equalsAndContainsLookAtCharacters() {
    assertThat(score("equals", " yes\n", "yes")).isEqualTo(1);
    assertThat(score("equals", "Yes", "yes")).isZero();
    assertThat(score("contains", "I say yes.", "no", "yes")).isEqualTo(1);
    assertThat(score("contains", "I say Yes.", "yes")).isZero();
    assertThat(AnswerMetrics.of("contains").misfit(List.of(" "))).isPresent();
  }

  @Test
  void aPatternFindsTheSameInAnswerAndReference() {
    AnswerMetric metric = AnswerMetrics.regex("Answer: (\\w+)", 1);
    assertThat(metric.score("Well. Answer: B, I think", List.of("Answer: B"))).isEqualTo(1);
    assertThat(metric.score("Answer: B", List.of("B"))).isEqualTo(1);
    assertThat(metric.score("Answer: C", List.of("B"))).isZero();
    assertThat(metric.score("B", List.of("B"))).isZero();
    assertThat(metric.score("Answer: C", List.of())).isEqualTo(1);
  }

  @Test
  void aPatternThatNeverEndsIsGivenUp() {
    AnswerMetric metric = AnswerMetrics.regex("(.*)(.*)(.*)(.*)(.*)z", 0);
    String endless = "a".repeat(300);
    Assertions.assertTimeout(
        Duration.ofSeconds(20), () -> assertThat(metric.score(endless, List.of())).isZero());
    assertThat(metric.misfit(List.of(endless))).get().asString().contains("too many ways");
  }

  @Test
  void whatIsNoPatternIsRefused() {
    assertThatThrownBy(() -> AnswerMetrics.regex("(a", 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("regular expression '(a': Unclosed group");
    assertThatThrownBy(() -> AnswerMetrics.regex("a", 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there is no group 1, expected 0");
  }

  private static final String SCHEMA =
      """
      {"type": "object", "required": ["name", "born"], "additionalProperties": false,
       "properties": {"name": {"type": "string", "pattern": "^[A-Z]"},
                      "born": {"type": "string", "format": "date"},
                      "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}}},
       "$defs": {"tag": {"enum": ["x", "y"]}}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\": \"Ada\", \"born\": \"1815-12-10\", \"tags\": [\"x\"]} | true",
        "{\"name\": \"Ada\", \"born\": \"1815-13-10\"} | false",
        "{\"name\": \"Ada\"} | false",
        "{\"name\": \"Ada\", \"born\": \"1815-12-10\", \"tags\": [\"z\"]} | false",
        "{\"name\": \"Ada\", \"born\": \"1815-12-10\", \"more\": 1} | false",
        "{\"name\": \"Ada\", \"name\": \"Bob\", \"born\": \"1815-12-10\"} | false",
        "{\"name\": \"Ada\", \"born\": \"1815-12-10\"} indeed | false",
        "{\"name\": \"Ada\", | false",
        "{\"name\": \"ada\"," + " \"born\": \"1815-12-10\"} | false",
        "`` | false"
      })
  void jsonThatASchemaAllows(String answer, boolean right) {
    assertThat(AnswerMetrics.jsonSchema(SCHEMA).score(answer, List.of())).isEqualTo(right ? 1 : 0);
  }

  @Test
  void aPatternOfASchemaThatNeverEndsAllowsNothing() {
    AnswerMetric metric = AnswerMetrics.jsonSchema("{\"pattern\": \"(.*)(.*)(.*)(.*)(.*)z\"}");
    assertThat(metric.score("\"az\"", List.of())).isEqualTo(1);
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> assertThat(metric.score("\"" + "a".repeat(300) + "\"", List.of())).isZero());
  }

  @Test
  void theDraftIsTheSchemasOwn() {
    // exclusiveMinimum was a flag in draft 4
    String draft4 =
        "{\"$schema\": \"http://json-schema.org/draft-04/schema#\", \"minimum\": 1,"
            + " \"exclusiveMinimum\": true}";
    assertThat(AnswerMetrics.jsonSchema(draft4).score("1", List.of())).isZero();
    assertThat(AnswerMetrics.jsonSchema(draft4).score("2", List.of())).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"objekt\"}",
        "{\"type\": ",
        "",
        "[1]",
        "{\"pattern\": \"(\"}",
        "{\"$schema\": \"http://example.com/mine\"}",
        "{\"$ref\": \"#/$defs/none\"}",
        "{\"$ref\": \"http://127.0.0.1:9/schema.json\"}"
      })
  void whatIsNoSchemaIsRefused(String schema) {
    assertThatThrownBy(() -> AnswerMetrics.jsonSchema(schema))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("JSON schema: ");
  }

  /// Counts the letters of an answer.
  public static final class LetterCount implements AnswerGrader {
    @Override
    public double grade(String answer, List<String> references) {
      if (answer.isEmpty()) {
        throw new IllegalStateException("no letters");
      }
      return answer.equals("0") ? 1 / 0.0 : answer.length();
    }
  }

  /// A class that is no grader.
  public static final class NoGrader {}

  /// A grader that nobody can make.
  public static final class Hidden implements AnswerGrader {
    private Hidden() {}

    @Override
    public double grade(String answer, List<String> references) {
      return 0;
    }
  }

  @Test
  void aUsersClass() {
    AnswerMetric metric = AnswerMetrics.grader(LetterCount.class.getName());
    assertThat(metric.name()).isEqualTo("letter_count");
    assertThat(
            new AnswerPredictions(
                    List.of("abc", "a"), List.of(List.of(), List.of()), List.of(metric))
                .values())
        .containsEntry("letter_count", 2.0);
    assertThatThrownBy(() -> metric.score("", List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(
            "on the answer '': it failed: java.lang.IllegalStateException: no" + " letters");
    assertThatThrownBy(() -> metric.score("0", List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("expected a finite number, got Infinity");
  }

  @Test
  void aClassThatIsNoGraderIsRefused() {
    assertThatThrownBy(() -> AnswerMetrics.grader("com.example.Absent"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there is no such class");
    assertThatThrownBy(() -> AnswerMetrics.grader(NoGrader.class.getName()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("expected a class that implements luthier.metric.AnswerGrader");
    assertThatThrownBy(() -> AnswerMetrics.grader(Hidden.class.getName()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a public constructor without parameters");
  }
}
