package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import luthier.InvalidInputException;
import luthier.metric.Score;
import luthier.recipe.Columns;
import luthier.recipe.Dtype;
import luthier.run.Evaluate;
import luthier.run.ScoreSheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// Language-model tasks score as lm-evaluation-harness has it. `golden.json` was made by
/// `src/test/python/lm_eval_golden.py` of the built-in model and the task files beside it.
class LanguageTasksTest {

  private static final Path TASKS = Path.of("src/test/resources/lm_eval");
  private static final String POCKET =
      Path.of("../bases/pocket").toAbsolutePath().normalize().toString();

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {"choices", "choices_after_blank", "choices_cut", "pairs", "texts", "answers"})
  void scoreAsTheHarnessHasIt(String name) throws IOException {
    JsonNode golden =
        new ObjectMapper().readTree(Files.readString(TASKS.resolve("golden.json"))).path("tasks");
    ScoreSheet.Part part = measure(TASKS.resolve(name + ".yaml"));
    JsonNode wanted = golden.path(name);
    assertThat(part.answers())
        .as("items")
        .hasSameSizeAs(wanted.path("answers").valueStream().toList());
    for (int i = 0; i < part.answers().size(); i++) {
      requireSame(name + " " + i, part.answers().get(i), wanted.path("answers").path(i));
    }
    for (Score score : part.scores()) {
      JsonNode metric = wanted.path("metrics").path(score.name());
      assertThat(metric.isNumber()).as(score.name()).isTrue();
      double value = metric.asDouble();
      assertThat(score.value())
          .as(score.name())
          .isCloseTo(value, within(1e-4 * Math.max(1, value)));
    }
  }

  private static void requireSame(String item, ObjectNode found, JsonNode wanted) {
    if (wanted.isString()) {
      assertThat(found.path("answer").asString()).as(item).isEqualTo(wanted.asString());
    } else if (wanted.isArray()) {
      JsonNode values = found.path("loglikelihoods");
      assertThat(values.size()).as(item).isEqualTo(wanted.size());
      for (int c = 0; c < wanted.size(); c++) {
        requireClose(item + " choice " + c, values.path(c), wanted.path(c));
      }
    } else {
      requireClose(item, found.path("loglikelihood"), wanted);
    }
  }

  /// 1e-4, of long texts relative: a sum over thousands of tokens.
  private static void requireClose(String item, JsonNode found, JsonNode wanted) {
    double value = wanted.asDouble();
    double room = 1e-4 * Math.max(1, Math.abs(value) / 100);
    assertThat(found.asDouble()).as(item).isCloseTo(value, within(room));
  }

  /// What items share is computed once, and where an item stands does not matter.
  @Test
  void anItemDoesNotDependOnItsNeighbours() throws IOException {
    String head =
        """
        name: few
        version: 1
        kind: multiple_choice
        description: Choices of one and of many tokens
        language: en
        prompt: "The sky is"
        items:
        """;
    String first = "  - {choices: [blue, blue and wide, green], answer: blue}\n";
    String second = "  - {choices: [\"blue and wide today\", red], answer: red}\n";
    Path alone = Files.writeString(folder.resolve("alone.yaml"), head + first);
    Path both = Files.writeString(folder.resolve("both.yaml"), head + second + first);
    JsonNode a = measure(alone).answers().getFirst().path("loglikelihoods");
    JsonNode b = measure(both).answers().getLast().path("loglikelihoods");
    for (int c = 0; c < a.size(); c++) {
      assertThat(a.path(c).asDouble()).isCloseTo(b.path(c).asDouble(), within(1e-4));
    }
  }

  @Test
  void metricsThatFitNothingAreRefused() {
    assertThatThrownBy(() ->
            new Evaluate(POCKET, Dtype.FLOAT32, List.of("accuracy"))
                .byTasks(List.of("facts_en"), _ -> {}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'accuracy' fits none of the tasks; expected some of acc, ");
  }

  @Test
  void measuresALanguageModelOnData() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("test.jsonl"),
            """
            {"messages":[{"role":"user","content":"Hello!"},{"role":"assistant","content":"Hi."}]}
            {"messages":[{"role":"user","content":"2 + 2?"},{"role":"assistant","content":"4"}]}
            """);
    ScoreSheet.Part part =
        new Evaluate(POCKET, Dtype.FLOAT32, List.of()).onData(file, Columns.USUAL, _ -> {});
    assertThat(part.scores())
        .extracting(Score::name)
        .containsExactly("loss", "perplexity", "bits_per_byte");
    assertThat(part.scores().getFirst().value()).isBetween(0.01, 20.0);
    assertThat(part.items()).isEqualTo(2);
    ScoreSheet.Part answers =
        new Evaluate(POCKET, Dtype.FLOAT32, List.of("exact_match"))
            .onData(file, Columns.USUAL, _ -> {});
    assertThat(answers.scores()).extracting(Score::name).containsExactly("exact_match");
    assertThat(answers.answers()).hasSize(2);
  }

  private static ScoreSheet.Part measure(Path file) {
    return new Evaluate(POCKET, Dtype.FLOAT32, List.of())
        .byTasks(List.of(file.toString()), _ -> {})
        .getFirst();
  }
}
