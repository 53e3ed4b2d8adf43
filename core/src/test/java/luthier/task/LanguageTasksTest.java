package luthier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageTasksTest {

  private static final String HEAD =
      """
      name: mine
      version: 3
      description: What I want to know
      language: en
      """;

  @TempDir Path folder = Path.of("");

  @Test
  void everyBundledTaskIsOfFairSizeAndSaysWhereItComesFrom() {
    List<LanguageTask> tasks = LanguageTasks.of(List.of("all"));
    assertThat(tasks).extracting(LanguageTask::name).containsExactlyElementsOf(LanguageTasks.NAMES);
    for (LanguageTask task : tasks) {
      assertThat(task.content().items()).as(task.name()).hasSizeBetween(30, 60);
      assertThat(new HashSet<>(task.content().items().stream().map(Object::toString).toList()))
          .as(task.name())
          .hasSameSizeAs(task.content().items());
      assertThat(task.provenance()).as(task.name()).contains("written for Luthier");
    }
  }

  /// So that always choosing the first one is no better than chance.
  @Test
  void theRightChoiceOfBundledTasksStandsAnywhere() {
    for (LanguageTask task : LanguageTasks.of(List.of("all"))) {
      if (task.content() instanceof LanguageTask.MultipleChoice(List<LanguageTask.Choice> items)) {
        int choices = items.getFirst().choices().size();
        double first = items.stream().filter(item -> item.right() == 0).count();
        assertThat(first / items.size()).as(task.name()).isBetween(0.1, 1.0 / choices + 0.25);
      }
    }
  }

  @Test
  void fillsPromptsBehindWorkedExamples() throws IOException {
    LanguageTask task =
        read(
            """
            kind: multiple_choice
            prompt: "Q: {question} {{really}}\\nA:"
            shots: 1
            separator: "\\n--\\n"
            fewshot:
              - {question: "1+1?", choices: ["2", "3"], answer: 2}
              - {question: "never shown", choices: [a, b], answer: a}
            items:
              - {question: "2+2?", choices: [4, 5, 6], answer: 5, group: sums}
            """);
    LanguageTask.Choice item = (LanguageTask.Choice) task.content().items().getFirst();
    assertThat(item.context()).isEqualTo("Q: 1+1? {really}\nA: 2\n--\nQ: 2+2? {really}\nA:");
    assertThat(item.choices()).containsExactly("4", "5", "6");
    assertThat(item.right()).isEqualTo(1);
    assertThat(item.group()).isEqualTo("sums");
    assertThat(item.place()).endsWith("mine.yaml:13");
  }

  @Test
  void readsItemsOfLinesBesideTheTask() throws IOException {
    Files.writeString(
        folder.resolve("rows.jsonl"),
        "{\"text\": \"one \\ud83c\\udfbb\\n\\\"two\\\"\"}\n\n{\"text\": \"three\"}\n");
    LanguageTask task = read("kind: perplexity\nprompt: \"{text}\"\nitems: rows.jsonl\n");
    assertThat(task.content().items())
        .extracting(item -> ((LanguageTask.Passage) item).text())
        .containsExactly("one 🎻\n\"two\"", "three");
    assertThat(task.content().items().getLast().place()).endsWith("rows.jsonl:3");
  }

  @Test
  void cutsAndFiltersAnswers() throws IOException {
    LanguageTask task =
        read(
            """
            kind: generate_until
            prompt: "{q}"
            until: ["\\nQ:", "END"]
            max_tokens: 9
            filters:
              - first_line
              - regex: "is (.*)"
              - strip
              - lowercase
            items:
              - {q: "?", answer: [yes, no]}
            """);
    LanguageTask.GenerateUntil content = (LanguageTask.GenerateUntil) task.content();
    assertThat(content.answer("\n it is  YES \nQ: END")).isEqualTo("yes");
    assertThat(content.answer("END it is no")).isEmpty();
    assertThat(content.answer("nothing")).isEmpty();
    assertThat(content.items().getFirst().answers()).containsExactly("yes", "no");
  }

  @Test
  void tellsAllMistakesAtOnceWithTheirLines() {
    assertThatThrownBy(() ->
            read(
                """
                kind: multiple_choice
                prompt: "{question}"
                promt: x
                until: ["\\n"]
                shots: 2
                items:
                  - {question: a, choices: [x, x], answer: x}
                  - {queston: b, choices: [x, y], answer: z}
                """))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("mine.yaml:7: promt: unknown key, did you mean 'prompt'?")
        .hasMessageContaining(
            "mine.yaml:8: until: has no meaning in a task of kind multiple_choice")
        .hasMessageContaining("mine.yaml:9: shots: found 2, but fewshot: has 0 items")
        .hasMessageContaining("mine.yaml:11: items[0].choices: found [x, x], expected at least two")
        .hasMessageContaining("items[1].question: is missing; the prompt has {question}")
        .hasMessageContaining("items[1].queston: unknown field: the prompt has no {queston}")
        .hasMessageContaining("items[1].answer: found 'z', expected one of the choices");
  }

  @Test
  void refusesWhatCannotBeMeant() {
    refuse("kind: multple_choice\nprompt: x\nitems: []\n", "did you mean multiple_choice?");
    refuse("kind: perplexity\nprompt: \"{text\"\nitems: []\n", "begins no {field}");
    refuse("kind: perplexity\nprompt: \"{text}\"\nitems: []\n", "at least one item");
    refuse("kind: perplexity\nprompt: \"{text}\"\nitems: ../x.jsonl\n", "in the task's own folder");
    refuse("kind: perplexity\nprompt: \"{text}\"\nitems: none.jsonl\n", "none.jsonl: no such file");
    refuse(
        "kind: generate_until\nprompt: \"{q}\"\nuntil: [\"\"]\nmax_tokens: 0\nfilters: [upper]\n"
            + "items: [{q: a}]\n",
        "until: expected a list");
  }

  @Test
  void knowsTasksByName() {
    assertThatThrownBy(() -> LanguageTasks.of(List.of("fact_en")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("did you mean 'facts_en'?");
    assertThatThrownBy(() -> LanguageTasks.of(List.of("none.yaml")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("--tasks: none.yaml: no such file");
  }

  private void refuse(String body, String reason) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(reason);
  }

  private LanguageTask read(String body) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, HEAD + body);
    return LanguageTasks.of(List.of(file.toString())).getFirst();
  }
}
