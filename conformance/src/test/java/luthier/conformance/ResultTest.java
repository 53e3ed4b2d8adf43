package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import luthier.metric.Difference;
import luthier.metric.Evaluation;
import luthier.metric.Score;
import luthier.recipe.Dtype;
import luthier.report.Comparison;
import luthier.report.EvaluationFile;
import luthier.run.Export;
import luthier.run.FineTune;
import luthier.run.ScoreFile;
import luthier.runlog.Certificate;
import luthier.runlog.DataReport;
import luthier.runlog.Manifest;
import luthier.runlog.RunFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What a run leaves behind: scores, page, exports, and the comparison with another run.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResultTest {

  private Path folder = Path.of("");
  private TinyChat chat = new TinyChat(Path.of(""));
  private Path full = Path.of("");
  private Path run = Path.of("");
  private RunFiles files = new RunFiles(Path.of(""));

  @BeforeAll
  void tune(@TempDir Path shared) throws IOException {
    folder = shared;
    chat = TinyChat.in(folder);
    full = chat.full("full", "training.max_steps=4");
    run = chat.lora(full, "lora");
    files = new RunFiles(run);
  }

  @Test
  void scoresHaveIntervalsAndPairedTests() throws IOException {
    Evaluation evaluation = EvaluationFile.read(files.evaluation());
    assertThat(evaluation.split()).isEqualTo("test");
    long held = DataReport.read(files.data()).splits().get(2).examples();
    assertThat((long) evaluation.examples()).isEqualTo(held).isGreaterThan(5);
    Score before = evaluation.base("loss").orElseThrow();
    Score after = evaluation.tuned("loss").orElseThrow();
    assertThat(after.value()).isLessThan(before.value()).isBetween(after.low(), after.high());
    Difference change = evaluation.difference("loss").orElseThrow();
    assertThat(change.change().value()).isCloseTo(after.value() - before.value(), within(1e-9));
    assertThat(change.significant()).isTrue();
    assertThat(evaluation.tuned("accuracy").orElseThrow().examples()).isEqualTo((int) held);
    assertThat(evaluation.samples()).hasSize(2);
    Evaluation.Sample sample = evaluation.samples().getFirst();
    assertThat(sample.prompt()).extracting(Evaluation.Turn::role).containsExactly("user");
    assertThat(sample.reference()).matches("\\[yes] so it is|\\[no] never");
    assertThat(sample.after().grade()).isNotEqualTo(Evaluation.Grade.UNGRADED);
  }

  /// The loss of the set does not depend on how its examples are put into passes.
  @Test
  void theLossIsThatOfTheValidation() throws IOException {
    Path same = chat.full("validated", "training.max_steps=4", "data.test=none");
    Evaluation evaluation = EvaluationFile.read(new RunFiles(same).evaluation());
    List<String> lines = Files.readAllLines(new RunFiles(same).metrics());
    JsonNode last = new ObjectMapper().readTree(lines.getLast());
    assertThat(last.get("type").asString()).isEqualTo("eval");
    assertThat(evaluation.split()).isEqualTo("validation");
    assertThat(evaluation.tuned("loss").orElseThrow().value())
        .isCloseTo(last.get("loss").asDouble(), within(1e-5));
  }

  /// Pieces of one document are one example of the intervals.
  @Test
  void piecesOfADocumentStayTogether() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      rows.append("{\"input_ids\":[");
      for (int t = 0; t < 20; t++) {
        rows.append(t == 0 ? "" : ",").append((i * 37 + t * 11 + i * t) % 120 + 3);
      }
      rows.append("]}\n");
    }
    Files.writeString(folder.resolve("rows.jsonl"), rows);
    Path recipe = folder.resolve("pieces.yaml");
    Files.writeString(
        recipe,
        """
        task: text
        threads: 1
        base: %s
        data: {train: rows.jsonl, test: 0.3}
        training: {max_steps: 2, max_length: 8, learning_rate: 0.01}
        """
            .formatted(Golden.family("llama")));
    Path out = folder.resolve("pieces");
    FineTune.Outcome outcome = TinyChat.resume(recipe, out, false);
    Evaluation evaluation = outcome.results().orElseThrow().evaluation();
    long pieces = DataReport.read(new RunFiles(out).data()).splits().get(2).examples();
    assertThat(pieces).isEqualTo(3L * evaluation.examples());
    assertThat(evaluation.tuned("loss").orElseThrow().examples()).isEqualTo(evaluation.examples());
    assertThat(evaluation.tuned("perplexity")).isPresent();
    assertThat(evaluation.samples()).isEmpty();
  }

  @Test
  void thePageShowsTheRun() throws IOException {
    String page = Files.readString(files.report());
    Evaluation.Sample sample = EvaluationFile.read(files.evaluation()).samples().getFirst();
    assertThat(page)
        .contains(">finished<")
        .contains(" test examples")
        .contains("<polyline")
        .contains("Validation")
        .contains("GB, peak")
        .contains(sample.prompt().getFirst().text())
        .contains(sample.reference())
        .contains("<mark>")
        .contains("What Luthier decided for you")
        .contains("recognised by the keys of the rows")
        .contains("LlamaForCausalLM")
        .contains("max_logit_difference")
        .containsPattern("max_steps</code></th><td>8 <span class=\"pill set\">set")
        .containsPattern("device</code></th><td>cpu <span class=\"pill chosen\">chosen");
  }

  @Test
  void theManifestTellsWhatIsTrainedAndWhatIsUsual() throws IOException {
    Manifest manifest = Manifest.read(files.manifest());
    assertThat(manifest.base().trainableParameters())
        .isPositive()
        .isLessThan(manifest.base().parameters());
    assertThat(manifest.defaults())
        .containsEntry("training.batch_size", "16")
        .containsEntry("training.learning_rate", "auto")
        .doesNotContainKeys("task", "base", "data.train", "name");
    assertThat(Files.readString(files.recipe())).doesNotContain(": auto");
    assertThat(Files.readAllLines(files.metrics()).getFirst()).contains("\"memory_bytes\":");
  }

  @Test
  void examplesAreShownAsTheModelSeesThem() throws IOException {
    List<DataReport.Sample> samples = DataReport.read(files.data()).samples();
    assertThat(samples).hasSize(3);
    for (DataReport.Sample sample : samples) {
      assertThat(text(sample, true)).matches("(\\[yes] so it is|\\[no] never)<\\|im_end\\|>");
      assertThat(text(sample, false))
          .startsWith("<|im_start|>user\n")
          .endsWith("?<|im_end|>\n<|im_start|>assistant\n\n");
    }
  }

  private static String text(DataReport.Sample sample, boolean supervised) {
    return sample.tokens().stream()
        .filter(token -> token.supervised() == supervised)
        .map(DataReport.Token::text)
        .collect(Collectors.joining());
  }

  /// Also when it was killed between its last files.
  @Test
  void aFinishedRunIsFinishedOnResume() throws IOException {
    Path recipe = folder.resolve("again.yaml");
    Files.copy(folder.resolve("lora.yaml"), recipe);
    Path again = folder.resolve("again");
    FineTune.Outcome first = TinyChat.resume(recipe, again, false);
    RunFiles left = new RunFiles(again);
    List<String> metrics = Files.readAllLines(left.metrics());
    List<String> events = Files.readAllLines(left.events());
    assertThat(events.getLast()).contains("Finished");
    Files.write(left.events(), events.subList(0, events.size() - 1));
    Files.delete(left.report());
    FineTune.Outcome outcome = TinyChat.resume(recipe, again, true);
    assertThat(outcome.results().orElseThrow().evaluation())
        .isEqualTo(first.results().orElseThrow().evaluation());
    assertThat(Files.readString(left.report())).contains(">finished<");
    assertThat(Files.readAllLines(left.metrics())).isEqualTo(metrics);
    List<String> after = Files.readAllLines(left.events());
    TinyChat.resume(recipe, again, true);
    assertThat(Files.readAllLines(left.events())).isEqualTo(after);
  }

  @Test
  void aMergedModelIsTheLiveModel() throws IOException {
    Path merged = folder.resolve("merged");
    Certificate certificate = export(run, Export.Form.MERGED, Optional.empty(), merged);
    assertThat(certificate).isEqualTo(Certificate.read(merged.resolve("certificate.json")));
    assertThat(certificate.kind()).isEqualTo("merged");
    assertThat(certificate.dtype()).isEqualTo("float32");
    assertThat(certificate.passed()).isTrue();
    assertThat(merged.resolve("chat_template.jinja")).exists();
    assertThat(merged.resolve("adapter_config.json")).doesNotExist();
    double[] live = scores(run);
    double[] reread = scores(merged);
    double[] base = scores(full);
    assertThat(reread).containsExactly(live, within(1e-4));
    assertThat(largestDifference(live, base)).isGreaterThan(1e-2);
  }

  @Test
  void aMergedModelMayBeRounded() throws IOException {
    Path merged = folder.resolve("rounded");
    Certificate certificate = export(run, Export.Form.MERGED, Optional.of(Dtype.BFLOAT16), merged);
    assertThat(certificate.passed()).isTrue();
    assertThat(certificate.measures().getFirst().value()).isBetween(1e-5, 0.5);
    assertThat(Files.readString(merged.resolve("config.json"))).contains("\"bfloat16\"");
    Path exact = folder.resolve("exact");
    export(run, Export.Form.MERGED, Optional.of(Dtype.FLOAT32), exact);
    assertThat(Files.readString(exact.resolve("config.json"))).contains("\"float32\"");
    long half = Files.size(merged.resolve("model.safetensors"));
    assertThat(Files.size(exact.resolve("model.safetensors"))).isGreaterThan(half * 19 / 10);
  }

  @Test
  void anAdapterIsTheRunsOwn() throws IOException {
    Path out = folder.resolve("adapter-only");
    assertThat(export(run, Export.Form.ADAPTER, Optional.empty(), out).kind()).isEqualTo("adapter");
    assertThat(out.resolve("adapter_model.safetensors"))
        .hasSameBinaryContentAs(files.adapter().resolve("adapter_model.safetensors"));
    assertThat(scores(out)).containsExactly(scores(run));
  }

  @Test
  void aWholeModelIsCopiedWithACertificate() throws IOException {
    Path out = folder.resolve("whole");
    Certificate certificate = export(full, Export.Form.MERGED, Optional.empty(), out);
    assertThat(certificate.kind()).isEqualTo("model");
    assertThat(certificate.measures().getFirst().value()).isZero();
    assertThat(scores(out)).containsExactly(scores(full));
  }

  @Test
  void exportsThatCannotBeAreRefusedAndLeaveNothing() throws IOException {
    Path out = folder.resolve("refused");
    assertThatThrownBy(() -> export(full, Export.Form.ADAPTER, Optional.empty(), out))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there is no adapter; use --as merged");
    assertThatThrownBy(() -> export(run, Export.Form.GGUF, Optional.empty(), out))
        .isInstanceOf(UnsupportedException.class);
    assertThatThrownBy(() -> export(run, Export.Form.ADAPTER, Optional.of(Dtype.BFLOAT16), out))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("--dtype: ");
    assertThatThrownBy(() -> export(run, Export.Form.MERGED, Optional.empty(), full))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("exists already");
    assertThatThrownBy(() -> export(folder, Export.Form.MERGED, Optional.empty(), out))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is not a run directory");
    Path intruder = full.resolve("model/other.json");
    Files.writeString(intruder, "{}");
    assertThatThrownBy(() -> export(run, Export.Form.MERGED, Optional.empty(), out))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("their hashes differ");
    Files.delete(intruder);
    assertThat(out).doesNotExist();
    assertThat(folder.resolve("refused.tmp")).doesNotExist();
  }

  @Test
  void onlyWhatWasSetDifferentlyIsCompared() throws IOException {
    Path other = chat.lora(full, "other", "name=lora-slow", "training.learning_rate=0.002");
    JsonNode json = new ObjectMapper().readTree(Comparison.of(List.of(run, other)).json());
    assertThat(json.get("runs").get(0).get("settings").propertyNames())
        .containsExactly("training.learning_rate");
    assertThat(json.get("runs").get(1).get("settings").get("training.learning_rate").asString())
        .isEqualTo("0.002");
    assertThat(json.get("notes")).isEmpty();
  }

  private static Certificate export(Path run, Export.Form form, Optional<Dtype> dtype, Path out)
      throws IOException {
    return new Export(run, form, dtype, out).write();
  }

  /// Log-probabilities of one sequence by a model that is loaded for that.
  private double[] scores(Path model) throws IOException {
    Path ids = folder.resolve("ids.jsonl");
    Files.writeString(ids, "{\"input_ids\":[5,400,31,8000,77,1234,2,9]}\n");
    List<String> lines = new ArrayList<>();
    new ScoreFile(model.toString(), Dtype.FLOAT32).run(ids, Optional.empty(), lines::add);
    JsonNode scores = new ObjectMapper().readTree(lines.getFirst()).get("logprobs");
    return scores.valueStream().skip(1).mapToDouble(JsonNode::asDouble).toArray();
  }

  private static double largestDifference(double[] a, double[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
