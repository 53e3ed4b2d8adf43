package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Real runs of a tiny model: one that must overfit, one that must not.
class CurveVerdictTest {

  private static final String RECIPE =
      """
      task: completion
      base: ./base
      seed: %d
      data: {train: rows.jsonl, validation: 0.3}
      method: {kind: full}
      training: {epochs: %d, batch_size: 8, learning_rate: 1e-2, dtype: float32, validate_every: epoch%s}
      evaluation: {samples: 0}
      threads: 1
      """;

  private static final List<String> WORDS =
      List.of("fox", "dog", "the", "lazy", "brown", "quick", "over", "jumps");

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void write() throws IOException {
    TinyBase.write(folder.resolve("base"));
  }

  /// Questions with answers drawn at random: nothing can be learned but by heart.
  private void randomAnswers() throws IOException {
    Random random = new Random(7);
    rows(24, _ -> word(random) + " " + word(random) + " " + word(random));
  }

  /// Questions whose answer is their second word.
  private void learnable() throws IOException {
    rows(160, question -> question.split(" ")[1]);
  }

  private interface Answer {
    String to(String question);
  }

  private void rows(int count, Answer answer) throws IOException {
    Random random = new Random(3);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String question = word(random) + " " + word(random) + " " + word(random) + " " + i % 97;
      rows.append(
          "{\"prompt\":\"%s\",\"completion\":\" %s\"}\n".formatted(question, answer.to(question)));
    }
    Files.writeString(folder.resolve("rows.jsonl"), rows.toString());
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private Shell.Result tune(String name, int epochs, String more) throws IOException {
    Files.writeString(folder.resolve("recipe.yaml"), RECIPE.formatted(1, epochs, more));
    Shell.Result result =
        Shell.run(
            "tune",
            folder.resolve("recipe.yaml").toString(),
            "--out",
            folder.resolve(name).toString());
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  private List<JsonNode> events(String run, String type) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve("events.jsonl")).stream()
        .map(TinyBase.JSON::readTree)
        .filter(event -> event.path("type").asString().equals(type))
        .toList();
  }

  private static List<String> verdicts(List<JsonNode> judged) {
    List<String> all = new ArrayList<>();
    judged.forEach(event -> event.path("verdicts").forEach(word -> all.add(word.asString())));
    return all;
  }

  @Test
  void aRunMadeToOverfitIsToldSoAndStopsWithItsBestWeights() throws IOException {
    randomAnswers();
    Shell.Result whole = tune("whole", 40, "");
    List<JsonNode> judged = events("whole", "curve_judged");
    assertThat(judged).hasSize(40);
    assertThat(verdicts(judged.subList(0, 30))).contains("overfitting_strong");
    assertThat(whole.err()).contains("overfitting strong: The validation loss rose from");

    Shell.Result stopped = tune("stopped", 40, ", stop_when: overfitting");
    List<JsonNode> early = events("stopped", "curve_judged");
    assertThat(early).hasSizeBetween(3, 25);
    assertThat(verdicts(early.subList(0, early.size() - 1)))
        .noneMatch(word -> word.startsWith("overfitting"));
    assertThat(stopped.err()).contains("training.stop_when: overfitting: the run ends here.");
    long best = early.getLast().path("best_step").asLong();
    assertThat(stopped.err()).contains("The weights of step " + best + " are the result");
    String page = Files.readString(folder.resolve("stopped").resolve("report.html"));
    assertThat(page).contains("Overfitting, ", "Step " + best + " is the best so far and is kept.");

    // a finished run that is resumed stays as it is
    assertThat(
            Shell.run(
                    "tune",
                    folder.resolve("recipe.yaml").toString(),
                    "--out",
                    folder.resolve("stopped").toString(),
                    "--resume")
                .code())
        .isZero();
    assertThat(events("stopped", "curve_judged")).hasSameSizeAs(early);
  }

  @Test
  void aHealthyRunIsNeverSaidToOverfit() throws IOException {
    learnable();
    tune("healthy", 12, ", stop_when: [overfitting, memorising, diverged, not_learning]");
    List<JsonNode> judged = events("healthy", "curve_judged");
    assertThat(judged).hasSize(12);
    assertThat(verdicts(judged))
        .contains("still_learning")
        .noneMatch(word -> word.matches("(overfitting|diverged|not_learning|memorising).*"));
  }

  @Test
  void aConditionNeedsValidations() throws IOException {
    learnable();
    Files.writeString(
        folder.resolve("recipe.yaml"),
        RECIPE
            .formatted(1, 1, ", stop_when: overfitting")
            .replace("0.3}", "none}")
            .replace(", validate_every: epoch", ""));
    Shell.refuses(folder)
        .refused(2, "training.stop_when", "is asked at validations, but data.validation", "none");
    Files.writeString(
        folder.resolve("recipe.yaml"), RECIPE.formatted(1, 1, ", stop_when: overfiting"));
    Shell.refuses(folder).refused(2, "training.stop_when", "did you mean 'overfitting'?");
  }
}
