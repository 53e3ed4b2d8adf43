package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers of a language model to the rows of a file.
class PredictTextTest {

  @TempDir Path folder;

  private Path base = Path.of("");

  @BeforeEach
  void base() throws IOException {
    base = folder.resolve("base");
    TinyBase.write(base);
  }

  private Shell.Result predict(String rows, String... more) throws IOException {
    Path input = folder.resolve("new.jsonl");
    Files.writeString(input, rows);
    String[] arguments = new String[4 + more.length];
    arguments[0] = "predict";
    arguments[1] = base.toString();
    arguments[2] = "--input";
    arguments[3] = input.toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    return Shell.run(arguments);
  }

  private static List<String> texts(Shell.Result result) {
    assertThat(result.code()).as(result.err()).isZero();
    return result
        .out()
        .lines()
        .map(line -> TinyBase.JSON.readTree(line).path("text").asString())
        .toList();
  }

  private String generated(String prompt, String... more) {
    String[] arguments = new String[6 + more.length];
    String[] first = {"generate", base.toString(), "--prompt", prompt, "--max-tokens", "6"};
    System.arraycopy(first, 0, arguments, 0, 6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    Shell.Result result = Shell.run(arguments);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out().stripTrailing();
  }

  @Test
  void promptsAreAnsweredInTheirOrderAsGenerateAnswersThem() throws IOException {
    List<String> said =
        texts(
            predict(
                """
                {"prompt":"the quick fox"}
                {"prompt":"lazy dog jumps"}
                {"prompt":"brown"}
                """,
                "--max-tokens",
                "6"));

    assertThat(said.stream().map(String::stripTrailing))
        .containsExactly(
            generated("the quick fox"), generated("lazy dog jumps"), generated("brown"));
  }

  @Test
  void theAnswerInTheDataIsNotShownToTheModel() throws IOException {
    String asked = "{\"messages\":[{\"role\":\"user\",\"content\":\"the quick fox\"}%s]}\n";
    List<String> said =
        texts(
            predict(
                asked.formatted("")
                    + asked.formatted(",{\"role\":\"assistant\",\"content\":\"lazy dog\"}"),
                "--max-tokens",
                "6"));

    assertThat(said.get(1)).isEqualTo(said.get(0));
  }

  @Test
  void rawPromptsAreWrittenOnFromAsTheyAre() throws IOException {
    List<String> said =
        texts(predict("{\"prompt\":\"the quick fox\"}\n", "--raw", "--max-tokens", "6"));

    assertThat(said.getFirst().stripTrailing()).isEqualTo(generated("the quick fox", "--raw"));
  }

  @Test
  void fieldsThatAreNotReadArePassedThrough() throws IOException {
    Shell.Result result =
        predict("{\"prompt\":\"the fox\",\"ticket\":17}\n", "--raw", "--keep-input");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(TinyBase.JSON.readTree(result.out()).path("input").path("ticket").asInt())
        .isEqualTo(17);
  }

  @Test
  void anInterruptedFileIsGoneOnWith() throws IOException {
    String rows = "{\"prompt\":\"the fox\"}\n{\"prompt\":\"lazy dog\"}\n";
    Path whole = folder.resolve("whole.jsonl");
    Path broken = folder.resolve("broken.jsonl");
    assertThat(predict(rows, "--output", whole.toString()).code()).isZero();
    String all = Files.readString(whole);
    Files.writeString(broken, all.substring(0, all.indexOf('\n') + 5));

    assertThat(predict(rows, "--output", broken.toString(), "--resume").code()).isZero();

    assertThat(Files.readString(broken)).isEqualTo(all);
  }

  @Test
  void aRowThatAsksNothingIsRefused() throws IOException {
    Shell.Result result = predict("{\"body\":\"the fox\"}\n");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains(
            "new.jsonl:1: has none of the fields messages, conversations, instruction, prompt,"
                + " question, text; found 'body'");
  }
}
