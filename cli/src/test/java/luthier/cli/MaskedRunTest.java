package luthier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Runs that teach a tiny encoder to fill in words, from the data to a classifier made of the
/// result.
class MaskedRunTest {

  private static final String RECIPE =
      """
      task: masked_text
      base: ./encoder
      data: {train: texts.jsonl, validation: 0.2, group_by: group}
      training: {max_steps: 60, batch_size: 16, learning_rate: 0.02, max_length: 16,
        validate_every: 30, checkpoint_every: 20, dtype: float32}
      evaluation: {samples: 2}
      threads: 1
      """;

  private static final List<String> CLAUSES =
      List.of(
          "the red fox sleeps in a den",
          "the tame dog sleeps in a kennel",
          "a lazy dog is in the kennel",
          "the quick fox jumps over a dog",
          "a brown fox is red and quick",
          "the dog is lazy and tame");

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    TinyEncoder.write(folder.resolve("encoder"));
    Files.writeString(folder.resolve("recipe.yaml"), RECIPE);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 80; i++) {
      int mixed = i * 37 % (CLAUSES.size() * CLAUSES.size() * CLAUSES.size());
      String text =
          CLAUSES.get(mixed % CLAUSES.size())
              + " and "
              + CLAUSES.get(mixed / CLAUSES.size() % CLAUSES.size())
              + ". "
              + CLAUSES.get(mixed / CLAUSES.size() / CLAUSES.size());
      rows.append("{\"text\":\"%s.\",\"group\":\"%d\"}\n".formatted(text, i));
    }
    Files.writeString(folder.resolve("texts.jsonl"), rows);
  }

  private Path tune(String name, String... more) {
    Path run = folder.resolve(name);
    Shell.Result result = run(run, more);
    assertThat(result.code()).as(result.err()).isZero();
    return run;
  }

  private Shell.Result run(Path run, String... more) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("tune", folder.resolve("recipe.yaml").toString(), "--out", run.toString()));
    command.addAll(List.of(more));
    return Shell.run(command.toArray(String[]::new));
  }

  private static JsonNode json(Path file) throws IOException {
    return TinyBase.JSON.readTree(Files.readString(file));
  }

  private static double score(Path run, String of, String metric) throws IOException {
    return json(run.resolve("evaluation.json")).path(of).path(metric).path("value").asDouble();
  }

  private static List<Double> losses(Path run, String type) throws IOException {
    try (Stream<String> lines = Files.lines(run.resolve("metrics.jsonl"))) {
      return lines
          .map(TinyBase.JSON::readTree)
          .filter(line -> line.path("type").asString().equals(type))
          .map(line -> line.path("loss").asDouble())
          .toList();
    }
  }

  /// An adapter can do less with an encoder of random values than training all of it can.
  @ParameterizedTest
  @CsvSource({"lora, float32, 0.3, 1.3", "full, float32, 0.5, 2", "full, bfloat16, 0.5, 2"})
  void anEncoderLearnsToFillInWords(String method, String dtype, double accuracy, double fall)
      throws IOException {
    Path run =
        tune(
            "run",
            "--set",
            "method.kind=" + method,
            "--set",
            "training.dtype=" + dtype,
            "--set",
            "training.learning_rate=0.005",
            "--set",
            "training.max_steps=600",
            "--set",
            "training.validate_every=100",
            "--set",
            "training.checkpoint_every=100");

    assertThat(score(run, "tuned", "masked_accuracy")).isGreaterThan(accuracy);
    assertThat(score(run, "tuned", "loss")).isLessThan(score(run, "base", "loss") / fall);
    assertThat(score(run, "tuned", "perplexity"))
        .isCloseTo(Math.exp(score(run, "tuned", "loss")), within(1e-6));
    JsonNode certificate = json(run.resolve("certificate.json"));
    assertThat(certificate.path("passed").asBoolean()).isTrue();
    JsonNode sample = json(run.resolve("evaluation.json")).path("samples").path(0);
    assertThat(sample.toString()).contains("[MASK]");
    assertThat(Files.readString(run.resolve("manifest.json")))
        .contains("the base has no head for hidden words");
    assertThat(Files.readString(run.resolve("metrics.jsonl"))).contains("\"masked_accuracy\":");
  }

  /// Whole, and as the base of a classifier.
  @Test
  void aMergedExportIsABase() throws IOException {
    Path run = tune("run");
    Path merged = folder.resolve("merged");
    Shell.Result export =
        Shell.run("export", run.toString(), "--as", "merged", "--out", merged.toString());
    assertThat(export.code()).as(export.err()).isZero();
    JsonNode config = json(merged.resolve("config.json"));
    assertThat(config.path("architectures").toString()).isEqualTo("[\"BertForMaskedLM\"]");

    Files.writeString(
        folder.resolve("labels.jsonl"),
        "{\"text\":\"the red fox\",\"label\":\"wild\"}\n{\"text\":\"a tame dog\",\"label\":\"tame\"}\n"
            .repeat(4));
    Path labelled = folder.resolve("labels.yaml");
    Files.writeString(
        labelled,
        """
        task: classification
        base: ./merged
        data: {train: labels.jsonl, validation: none}
        training: {max_steps: 20, learning_rate: 0.02}
        """);
    Path classifier = folder.resolve("classifier");
    Shell.Result tuned = Shell.run("tune", labelled.toString(), "--out", classifier.toString());
    assertThat(tuned.code()).as(tuned.err()).isZero();
    assertThat(Shell.run("predict", merged.toString(), "--input", labelled.toString()).err())
        .contains("is an encoder, which writes no text");
    Shell.Result on =
        run(
            folder.resolve("on"),
            "--set",
            "base=" + merged,
            "--set",
            "training.max_steps=2",
            "--set",
            "training.warmup_ratio=0");
    assertThat(on.code()).as(on.err()).isZero();
    assertThat(score(folder.resolve("on"), "base", "masked_accuracy"))
        .isCloseTo(score(run, "tuned", "masked_accuracy"), within(1e-9));
  }

  /// Layout changes nothing but rounding; what is hidden in the validation is the same each time.
  @Test
  void layoutAndSeedOfTheMask() throws IOException {
    String[] short1 = {"--set", "training.max_steps=6", "--set", "training.validate_every=3"};
    Path packed = tune("packed", short1);
    Path again = tune("again", short1);
    Path one =
        tune(
            "one",
            Stream.concat(
                    Stream.of(short1),
                    Stream.of(
                        "--set",
                        "training.packing=false",
                        "--set",
                        "training.micro_batch_size=1",
                        "--set",
                        "threads=2"))
                .toArray(String[]::new));

    assertThat(losses(again, "step")).isEqualTo(losses(packed, "step")).hasSize(6);
    List<Double> alone = losses(one, "step");
    for (int i = 0; i < alone.size(); i++) {
      assertThat(alone.get(i)).isCloseTo(losses(packed, "step").get(i), within(1e-4));
    }
  }

  /// A killed run hides the same words again.
  @Test
  void resumesExactly() throws IOException {
    Path whole = tune("whole");
    Path cut = folder.resolve("cut");
    tune("cut");
    Files.delete(cut.resolve("certificate.json"));
    for (String step : List.of("step-000060", "step-000040")) {
      deleteTree(cut.resolve("checkpoints").resolve(step));
    }
    Shell.Result resumed = run(cut, "--resume");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(losses(cut, "step")).isEqualTo(losses(whole, "step"));
    assertThat(losses(cut, "eval")).isEqualTo(losses(whole, "eval"));
  }

  private static void deleteTree(Path tree) throws IOException {
    if (Files.isDirectory(tree)) {
      try (Stream<Path> all = Files.walk(tree)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  @Test
  void plainTextFilesAreReadToo() throws IOException {
    Path texts = Files.createDirectories(folder.resolve("texts"));
    Files.writeString(texts.resolve("a.txt"), "the red fox sleeps in a den. ".repeat(20));
    Files.writeString(texts.resolve("b.txt"), "the tame dog sleeps in a kennel. ".repeat(20));
    Path run =
        tune(
            "run",
            "--set",
            "data.train=" + texts,
            "--set",
            "data.validation=none",
            "--set",
            "training.validate_every=auto",
            "--set",
            "data.group_by=none",
            "--set",
            "training.max_steps=3");
    JsonNode data = json(run.resolve("data.json"));
    assertThat(data.toString()).contains("[MASK]");
    assertThat(losses(run, "step")).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          base=BASE | is a decoder, which sees no token behind the one that it predicts
          training.max_length=2 | training.max_length: found 2, expected at least 3
          training.mask_probability=1.5 | training.mask_probability: found 1.5, expected a number greater than 0 and less than 1
          data.train_on=all | data.train_on
          evaluation.answer_pattern=a | masked_text has no answers to compare
          training.best_by=accuracy | auto or one of loss, masked_accuracy, perplexity
          """)
  void whatDoesNotFitIsRefused(String set, String message) throws IOException {
    String base = TinyBase.write(folder.resolve("base")).toString();
    Shell.Result result = run(folder.resolve("none"), "--set", set.replace("BASE", base));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }

  @Test
  void rowsOfTokensAreRefused() throws IOException {
    Files.writeString(folder.resolve("texts.jsonl"), "{\"input_ids\":[5,6,7],\"group\":\"1\"}\n");
    Shell.Result result = run(folder.resolve("none"));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("tokens, which task masked_text cannot use; expected text");
  }
}
