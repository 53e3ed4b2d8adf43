package luthier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import luthier.metric.Difference;
import luthier.metric.Evaluation;
import luthier.metric.Forgetting;
import luthier.metric.Score;
import luthier.verdict.AnswerPair;
import luthier.verdict.Comparison;
import luthier.verdict.Decision;
import luthier.verdict.Findings;
import luthier.verdict.Predictor;
import luthier.verdict.Primary;
import luthier.verdict.Slice;
import luthier.verdict.TokenLosses;
import luthier.verdict.WordDifference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTextTest {

  private static final Primary ACCURACY = new Primary("accuracy", false, true);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.30 | 0.001 |  0.20 | 0.001 | Better, ship it.",
        "0.30 | 0.001 |  0.00 | 1.000 | Prompt instead: the base model shown 4 examples is as"
            + " good.",
        "0.30 | 0.001 | -0.20 | 0.001 | Prompt instead: the base model shown 4 examples is better.",
        "0.06 | 0.200 |  0.06 | 0.200 | No difference that this test set can show: collect 250 more"
            + " examples, or prompt instead.",
        "0.00 | 1.000 |  0.00 | 1.000 | No difference that this test set can show: collect more"
            + " examples, for training too, or prompt instead.",
        "-0.3 | 0.001 |  0.20 | 0.001 | Worse: do not ship it."
      })
  void saysWhatToDo(double base, double p, double prompt, double q, String sentence) {
    Findings findings = findings(base, p, prompt, q, Optional.empty());
    assertThat(VerdictWords.of(findings).sentence()).isEqualTo(sentence);
    assertThat(VerdictText.of(findings))
        .contains("\nVerdict: " + sentence.substring(0, 6))
        .contains("  base, with examples  50.0 % (40.0 % to 60.0 %)")
        .contains("differences below 11.2 points are noise");
    assertThat(VerdictText.of(findings).lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void forgettingIsAReason() {
    Findings findings =
        findings(0.3, 0.001, 0.2, 0.001, Optional.empty()).with(forgetting(0.12, 0.05));
    VerdictWords words = VerdictWords.of(findings);
    assertThat(words.sentence()).isEqualTo("Better, but it forgot.");
    assertThat(words.reasons())
        .anyMatch(reason -> reason.startsWith("General loss: 3.000 before, 3.120 after"))
        .anyMatch(reason -> reason.startsWith("The model forgot more than"));
  }

  @Test
  void weakGroupsAreNamed() {
    assertThat(VerdictWords.of(findings(0.3, 0.001, 0.2, 0.001, Optional.empty())).reasons())
        .contains(
            "Weak where length is long: accuracy 20.0 % on 10 examples, 90.0 % on the others.");
  }

  @Test
  void theFileHoldsAllOfIt(@TempDir Path folder) throws IOException {
    Findings findings = findings(0.06, 0.2, 0.06, 0.2, Optional.of(forgetting(0.01, 0.05)));
    Path file = folder.resolve("evaluation.json");
    Evaluation evaluation =
        new Evaluation("test", 100, 1, List.of(), List.of(), List.of(), List.of());
    EvaluationFile.write(file, evaluation, findings);
    assertThat(EvaluationFile.read(file)).isEqualTo(evaluation);
    assertThat(EvaluationFile.readFindings(file)).contains(findings);
    EvaluationFile.write(file, evaluation);
    assertThat(EvaluationFile.readFindings(file)).isEmpty();
  }

  private static Findings findings(
      double base, double p, double prompt, double q, Optional<Forgetting> forgetting) {
    List<Comparison> comparisons =
        Decision.compare(
            ACCURACY,
            List.of(
                new Decision.Against(Predictor.Kind.BASE, "base model", change(base, p)),
                new Decision.Against(
                    Predictor.Kind.PROMPT, "base model shown 4 examples", change(prompt, q))));
    Score score = new Score("accuracy", 0.5, 0.4, 0.6, 100);
    return new Findings(
        Decision.of(ACCURACY, comparisons, forgetting),
        ACCURACY,
        "test",
        List.of(
            new Predictor(Predictor.Kind.BASE, "base model", List.of(score)),
            new Predictor(Predictor.Kind.PROMPT, "base model shown 4 examples", List.of(score)),
            new Predictor(Predictor.Kind.TUNED, "tuned", List.of(score))),
        comparisons,
        forgetting,
        List.of(new Slice("length", "long", new Score("accuracy", 0.2, 0.1, 0.5, 10), 0.9, 0.01)),
        List.of(pair("Yes it is", "No it is")),
        List.of(new TokenLosses(List.of(new TokenLosses.Token("Yes", 2.5, 0.1)))),
        List.of("A note."));
  }

  private static AnswerPair pair(String before, String after) {
    return new AnswerPair(
        AnswerPair.Change.LOST,
        new Evaluation.Sample(
            List.of(new Evaluation.Turn("user", "Is it?")),
            "Yes",
            new Evaluation.Answer(before, Evaluation.Grade.RIGHT),
            new Evaluation.Answer(after, Evaluation.Grade.WRONG)),
        WordDifference.between(before, after));
  }

  private static Difference change(double change, double p) {
    double half = 0.04 * 1.959964;
    return new Difference(
        new Score("accuracy", change, change - half, change + half, 100), p, "mcnemar_exact");
  }

  private static Forgetting forgetting(double rise, double limit) {
    Score before = new Score("general", 3, 2.9, 3.1, 40);
    Score after = new Score("general", 3 + rise, 2.9 + rise, 3.1 + rise, 40);
    Difference change =
        new Difference(
            new Score("general", rise, rise - 0.01, rise + 0.01, 40),
            0.001,
            "paired_randomisation");
    return new Forgetting(
        List.of(
            new Forgetting.Kept(
                Forgetting.GENERAL, 4000, before, after, change, Optional.empty(), List.of())),
        Optional.of(limit));
  }
}
