package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import luthier.TrainingFailedException;
import luthier.recipe.Judging;
import luthier.report.EvaluationFile;
import luthier.report.VerdictText;
import luthier.run.RunVerdict;
import luthier.runlog.RunFiles;
import luthier.verdict.Findings;
import luthier.verdict.Predictor;
import luthier.verdict.Verdict;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Real runs whose verdict is known.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerdictTest {

  private static final String BY_LOSS = "evaluation.primary=loss";

  private Path folder = Path.of("");
  private TinyChat chat = new TinyChat(Path.of(""));
  private Path taught = Path.of("");

  @BeforeAll
  void tune(@TempDir Path shared) throws IOException {
    folder = shared;
    chat = TinyChat.in(folder);
    taught = chat.full("taught", BY_LOSS, "training.max_steps=60");
  }

  @Test
  void aModelThatHasLearntIsBetterThanItsBaseAndItsPrompt() throws IOException {
    Findings findings = RunVerdict.read(taught).findings();
    assertThat(findings.verdict()).isEqualTo(new Verdict.Better());
    assertThat(findings.predictors())
        .extracting(Predictor::kind)
        .containsExactly(Predictor.Kind.BASE, Predictor.Kind.PROMPT, Predictor.Kind.TUNED);
    assertThat(findings.predictors())
        .allSatisfy(each -> assertThat(each.score("loss")).isPresent());
    assertThat(findings.tokens()).hasSize(3);
    assertThat(findings.slices()).isNotEmpty();
    assertThat(VerdictText.of(findings))
        .contains("Verdict: Better, ship it.", "base, with examples");
    assertThat(Files.readString(new RunFiles(taught).report()))
        .contains("Better, ship it.", "Where it fails", "class=\"said heat\"");
  }

  /// The answers are drawn by a coin: there is nothing more to learn than their two forms.
  @Test
  void aModelThatKnowsAllThatCanBeKnownDoesNotGetBetter() throws IOException {
    Path run = chat.lora(taught, "again", "training.max_steps=30");
    assertThat(RunVerdict.read(run).findings().verdict())
        .isNotInstanceOf(Verdict.Better.class)
        .isNotInstanceOf(Verdict.NotMeasured.class);
  }

  @Test
  void tenExamplesCannotTell() throws IOException {
    Path all = folder.resolve("chats.jsonl");
    List<String> rows = Files.readAllLines(all);
    Files.write(folder.resolve("ten.jsonl"), rows.subList(0, 10));
    Path run =
        chat.lora(
            taught,
            "ten",
            BY_LOSS,
            "training.max_steps=2",
            "data.train=" + folder.resolve("ten.jsonl"));
    Findings findings = RunVerdict.read(run).findings();
    assertThat(findings.verdict()).isInstanceOf(Verdict.NoDifference.class);
    assertThat(VerdictText.of(findings)).contains("No difference that this test set can show");
  }

  @Test
  void whatIsReadBackIsWhatWasWritten() throws IOException {
    Path file = new RunFiles(taught).evaluation();
    Findings findings = EvaluationFile.readFindings(file).orElseThrow();
    Path copy = folder.resolve("copy.json");
    EvaluationFile.write(copy, EvaluationFile.read(file), findings);
    assertThat(copy).hasSameBinaryContentAs(file);
  }

  @Test
  void aVerdictCanBeRequired() throws IOException {
    Findings findings = RunVerdict.read(taught).findings();
    new RunVerdict(findings, Judging.Require.BETTER).require();
    Findings none = Findings.none(findings.primary(), "none");
    new RunVerdict(none, Judging.Require.NONE).require();
    assertThatThrownBy(() -> new RunVerdict(none, Judging.Require.BETTER).require())
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContaining("the verdict is not_measured");
  }
}
