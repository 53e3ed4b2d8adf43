package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Runs of tasks with labels on a tiny base, and predictions of their results.
class LabelledRunTest {

  private static final List<String> WORDS =
      List.of("quick", "brown", "jumps", "over", "lazy", "the", "fox", "dog");

  @TempDir Path folder;

  @BeforeEach
  void base() throws IOException {
    TinyBase.write(folder.resolve("base"));
  }

  /// Texts of which half hold `fox`, the other half `dog`.
  private static String rows(String fox, String dog) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 64; i++) {
      String animal = i % 2 == 0 ? "fox" : "dog";
      String text =
          WORDS.get(i % 5) + " " + WORDS.get(i / 5 % 5) + " " + animal + " " + WORDS.get(i / 7 % 5);
      int start = text.indexOf(animal);
      rows.append(
          "{\"text\":\"%s %d\",%s}\n"
              .formatted(
                  text,
                  i,
                  (i % 2 == 0 ? fox : dog)
                      .replace("START", "" + start)
                      .replace("END", "" + (start + 3))));
    }
    return rows.toString();
  }

  private Path tune(String task, String rows, String... more) throws IOException {
    Files.writeString(folder.resolve("rows.jsonl"), rows);
    Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        task: %s
        base: ./base
        data: {train: rows.jsonl, validation: 0.2}
        training: {epochs: 12, batch_size: 8, dtype: float32, learning_rate: 1e-2}
        """
            .formatted(task));
    Path run = folder.resolve("run");
    String[] arguments = new String[4 + more.length];
    arguments[0] = "tune";
    arguments[1] = folder.resolve("recipe.yaml").toString();
    arguments[2] = "--out";
    arguments[3] = run.toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    Shell.Result result = Shell.run(arguments);
    assertThat(result.code()).as(result.err()).isZero();
    return run;
  }

  private List<JsonNode> predict(Path model, String... rows) throws IOException {
    Path input = folder.resolve("new.jsonl");
    Files.writeString(input, String.join("\n", rows));
    Shell.Result result = Shell.run("predict", model.toString(), "--input", input.toString());
    assertThat(result.code()).as(result.err()).isZero();
    return result.out().lines().map(TinyBase.JSON::readTree).toList();
  }

  private static double tuned(Path run, String metric) throws IOException {
    return TinyBase.JSON
        .readTree(Files.readString(run.resolve("evaluation.json")))
        .path("tuned")
        .path(metric)
        .path("value")
        .asDouble();
  }

  @ParameterizedTest
  @CsvSource({"lora, float32", "lora, bfloat16", "full, float32"})
  void aClassifierIsTunedAndPredicts(String method, String dtype) throws IOException {
    Path run =
        tune(
            "classification",
            rows("\"label\":\"wild\"", "\"label\":\"tame\""),
            "--set",
            "method.kind=" + method,
            "--set",
            "training.dtype=" + dtype);

    assertThat(tuned(run, "accuracy")).isGreaterThan(0.9);
    List<JsonNode> said = predict(run, "{\"text\":\"the lazy fox\"}", "{\"text\":\"lazy dog\"}");
    assertThat(said)
        .extracting(row -> row.path("label").asString())
        .containsExactly("wild", "tame");
    JsonNode probabilities = said.getFirst().path("probabilities");
    assertThat(probabilities.path("wild").asDouble() + probabilities.path("tame").asDouble())
        .isBetween(0.999, 1.001);
  }

  @Test
  void aMergedExportPredictsTheSame() throws IOException {
    Path run = tune("classification", rows("\"label\":\"wild\"", "\"label\":\"tame\""));
    Path merged = folder.resolve("merged");
    Shell.Result export =
        Shell.run("export", run.toString(), "--as", "merged", "--out", merged.toString());
    assertThat(export.code()).as(export.err()).isZero();

    String row = "{\"text\":\"over the brown fox\"}";
    assertThat(predict(merged, row)).isEqualTo(predict(run, row));
    assertThat(Shell.run("generate", merged.toString(), "--prompt", "fox").err())
        .contains("is a model for classification and writes no text; use luthier predict");
  }

  @Test
  void severalLabels() throws IOException {
    Path run = tune("multi_label", rows("\"labels\":[\"wild\",\"red\"]", "\"labels\":[]"));
    assertThat(tuned(run, "micro_f1")).isGreaterThan(0.9);
    List<JsonNode> said = predict(run, "{\"text\":\"the lazy fox\"}", "{\"text\":\"lazy dog\"}");
    assertThat(said.getFirst().path("labels").toString()).isEqualTo("[\"red\",\"wild\"]");
    assertThat(said.getLast().path("labels").toString()).isEqualTo("[]");
  }

  @Test
  void numbersComeBackInTheirUnits() throws IOException {
    Path run = tune("regression", rows("\"target\":1200", "\"target\":1000.5"));
    assertThat(tuned(run, "r2")).isGreaterThan(0.8);
    List<JsonNode> said =
        predict(
            run, "{\"text\":\"quick over fox lazy 4\"}", "{\"text\":\"quick over dog lazy 5\"}");
    assertThat(said.getFirst().path("value").asDouble()).isBetween(1150.0, 1250.0);
    assertThat(said.getLast().path("value").asDouble()).isBetween(950.0, 1050.0);
  }

  @Test
  void passagesAreFound() throws IOException {
    Path run =
        tune(
            "token_classification",
            rows(
                "\"spans\":[{\"start\":START,\"end\":END,\"label\":\"ANIMAL\"}]",
                "\"spans\":[{\"start\":START,\"end\":END,\"label\":\"ANIMAL\"}]"));
    assertThat(tuned(run, "f1")).isGreaterThan(0.8);
    JsonNode span =
        predict(run, "{\"text\":\"brown lazy fox over\"}").getFirst().path("spans").path(0);
    assertThat(span.path("label").asString()).isEqualTo("ANIMAL");
    assertThat(span.path("start").asInt()).isEqualTo(11);
    assertThat(span.path("end").asInt()).isEqualTo(14);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          classification | "label":"a" | "label":"a"  | every example has the label 'a'; expected at least two labels
          classification | "label":"a" | "label":"A"  | two labels differ only in case: 'A'
          regression     | "target":1  | "target":1   | is 1.0 in every example: there is nothing to learn
          regression     | "target":1  | "target":"x" | has in 'target' 'x', expected a finite number
          """)
  void whatCannotBeLearntIsRefused(String task, String one, String other, String message)
      throws IOException {
    TinyBase.data(folder, "rows.jsonl", rows(one, other), task);
    Shell.refuses(folder).refused(2, message);
  }

  @Test
  void aHeadOfAnotherSizeIsRefused() throws IOException {
    Path run =
        tune(
            "classification",
            rows("\"label\":\"wild\"", "\"label\":\"tame\""),
            "--set",
            "method.kind=full");
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(
        other.resolve("rows.jsonl"),
        "{\"text\":\"fox\",\"label\":\"a\"}\n{\"text\":\"dog\",\"label\":\"b\"}\n"
            + "{\"text\":\"over\",\"label\":\"c\"}\n");
    Files.writeString(
        other.resolve("recipe.yaml"),
        "task: classification\nbase: ../run/model\n"
            + "data: {train: rows.jsonl, validation: none}\n");
    assertThat(run.resolve("model")).isDirectory();
    Shell.refuses(other).refused(2, "tame", "wild");
  }
}
