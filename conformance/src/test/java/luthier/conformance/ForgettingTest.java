package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import luthier.InvalidInputException;
import luthier.dataset.ExampleId;
import luthier.general.GeneralTexts;
import luthier.metric.Forgetting;
import luthier.recipe.Dtype;
import luthier.recipe.Recipe;
import luthier.report.BlendFile;
import luthier.report.EvaluationFile;
import luthier.run.BlendCurve;
import luthier.run.Export;
import luthier.runlog.Certificate;
import luthier.runlog.Metrics;
import luthier.runlog.RunFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What a model knew before is measured before and after, and general examples can be mixed in.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForgettingTest {

  private Path folder = Path.of("");
  private TinyChat chat = new TinyChat(Path.of(""));
  private Path base = Path.of("");

  @BeforeAll
  void tune(@TempDir Path shared) throws IOException {
    folder = shared;
    chat = TinyChat.in(folder);
    base = chat.full("base", "training.max_steps=2");
    Files.writeString(
        folder.resolve("keep.jsonl"),
        """
        {"messages":[{"role":"user","content":"zeva zeva"},{"role":"assistant","content":"lomu kide"}]}
        {"messages":[{"role":"user","content":"pari pari"},{"role":"assistant","content":"sotu nape"}]}
        """);
  }

  @Test
  void generalProbeAndKeepSetAreMeasuredBeforeAtValidationsAndAfter() throws IOException {
    Path run = chat.lora(base, "kept", "data.keep=" + folder.resolve("keep.jsonl"));
    RunFiles files = new RunFiles(run);
    Forgetting lost = EvaluationFile.forgetting(files.evaluation()).orElseThrow();
    Forgetting.Kept general = lost.general().orElseThrow();
    assertThat(general.before().examples()).isEqualTo(GeneralTexts.probe().size());
    assertThat(general.rise().change().value())
        .isCloseTo(general.after().value() - general.before().value(), within(1e-9));
    assertThat(general.bitsPerByte()).isPresent();
    assertThat(general.parts())
        .extracting(Forgetting.Part::name)
        .contains("en", "de", "es", "fr", "it", "code", "arithmetic", "letter");
    assertThat(lost.keep().orElseThrow().before().examples()).isEqualTo(2);
    assertThat(lost.exceeded()).isFalse();
    Metrics metrics = Metrics.read(files.metrics());
    assertThat(metrics.evaluations())
        .isNotEmpty()
        .allSatisfy(eval -> assertThat(eval.scores()).containsKeys("general_loss", "keep_loss"));
    // so small a keep-set is measured whole at validations too
    double best =
        metrics.bestEvaluation().orElseThrow().scores().getOrDefault("keep_loss", Double.NaN);
    assertThat(lost.keep().orElseThrow().after().value()).isCloseTo(best, within(1e-4));
    assertThat(Files.readString(files.report())).contains("General").contains("keep-set");
  }

  /// The base of a run is what its files hold: the model that another run left.
  @Test
  void theBaseIsMeasuredAsItLeftItsOwnTraining() throws IOException {
    Forgetting first = EvaluationFile.forgetting(new RunFiles(base).evaluation()).orElseThrow();
    Path run = chat.lora(base, "second");
    Forgetting second = EvaluationFile.forgetting(new RunFiles(run).evaluation()).orElseThrow();
    assertThat(second.general().orElseThrow().before().value())
        .isCloseTo(first.general().orElseThrow().after().value(), within(1e-4));
  }

  /// A model that knows one answer is taught others: what it said before is forgotten.
  @Test
  void tooMuchForgettingIsTheResultAndEverythingIsWritten() throws IOException {
    List<String> chats = Files.readAllLines(folder.resolve("chats.jsonl"));
    List<String> known =
        chats.stream()
            .map(row -> row.replaceAll("\\[yes] so it is|\\[no] never", "lomu kide sotu nape"))
            .toList();
    Files.write(folder.resolve("known.jsonl"), known.subList(0, 40));
    Files.write(folder.resolve("knows.jsonl"), known.subList(40, 70));
    Files.write(folder.resolve("others.jsonl"), chats.subList(0, 40));
    Path knows =
        chat.full("knows", "data.train=" + folder.resolve("known.jsonl"), "training.max_steps=60");
    String[] settings = {
      "data.train=" + folder.resolve("others.jsonl"),
      "data.keep=" + folder.resolve("knows.jsonl"),
      "training.max_steps=60",
      "training.learning_rate=0.05",
      "evaluation.max_forgetting=0.05"
    };
    Path run = chat.lora(knows, "forgot", settings);
    RunFiles files = new RunFiles(run);
    Forgetting lost = EvaluationFile.forgetting(files.evaluation()).orElseThrow();
    Forgetting.Kept keep = lost.keep().orElseThrow();
    assertThat(keep.exceeds(0.05)).as(lost.sentences().toString()).isTrue();
    assertThat(lost.exceeded()).isTrue();
    assertThat(lost.significant()).isTrue();
    assertThat(lost.sentences().getLast()).contains("0.05").contains("data.replay");
    assertThat(files.certificate()).exists();
    assertThat(Files.readString(files.report())).contains("evaluation.max_forgetting");
    assertThat(Files.readString(files.evaluation())).contains("\"exceeded\": true");
    // a finished run says the same again
    assertThat(
            TinyChat.resume(folder.resolve("forgot.yaml"), run, true, settings)
                .results()
                .orElseThrow()
                .forgetting())
        .contains(lost);
  }

  @Test
  void generalExamplesAreMixedInByShareAndSeedWithTheirIdentity() throws IOException {
    Set<String> general = ids(true);
    List<String> shared = trainedOn("replay-a", "data.replay.share=0.25", "training.max_steps=6");
    long replayed = shared.stream().filter(general::contains).count();
    assertThat((double) replayed / shared.size()).isBetween(0.15, 0.35);
    assertThat(shared).doesNotContainAnyElementsOf(ids(false));
    List<String> again = trainedOn("replay-b", "data.replay.share=0.25", "training.max_steps=6");
    assertThat(again).isEqualTo(shared);
    List<String> otherLayout =
        trainedOn(
            "replay-c",
            "data.replay.share=0.25",
            "training.max_steps=6",
            "training.micro_batch_size=1");
    assertThat(otherLayout).isEqualTo(shared);
    List<String> inOrder =
        trainedOn(
            "replay-d", "data.replay.share=0.25", "training.max_steps=6", "training.shuffle=false");
    assertThat(inOrder.subList(0, 8))
        .anyMatch(general::contains)
        .anyMatch(id -> !general.contains(id));
  }

  private List<String> trainedOn(String out, String... overrides) throws IOException {
    Path run = chat.lora(base, out, overrides);
    List<String> ids = new ArrayList<>();
    for (String line : Files.readAllLines(new RunFiles(run).lineage())) {
      JsonNode json = new ObjectMapper().readTree(line);
      json.findValues("examples").forEach(list -> list.forEach(id -> ids.add(id.asString())));
    }
    assertThat(ids).isNotEmpty();
    return ids;
  }

  private static Set<String> ids(boolean replay) {
    Set<String> ids = new HashSet<>();
    (replay ? GeneralTexts.replay() : GeneralTexts.probe())
        .forEach(text -> ids.add(ExampleId.of(text.example())));
    return ids;
  }

  @Test
  void filesOfTextsAreMixedIntoConversationsAndWhatIsHeldOutIsNot() throws IOException {
    Path texts = folder.resolve("texts.jsonl");
    String probed =
        Files.readString(Path.of("../data/src/main/resources/luthier/general/probe.jsonl"));
    Files.writeString(
        texts,
        "{\"text\":\"ein langer Satz über nichts, den niemand kennt und der doch dasteht\"}\n"
            + probed.lines().findFirst().orElseThrow()
            + "\n");
    List<String> trained =
        trainedOn(
            "replay-files",
            "data.replay.files=" + texts,
            "data.replay.share=0.3",
            "training.max_steps=6");
    assertThat(trained).doesNotContainAnyElementsOf(ids(false));
    String data = Files.readString(new RunFiles(folder.resolve("replay-files")).data());
    assertThat(data).contains("replay").contains("left out of data.replay");
  }

  @Test
  void anEmptyKeepSetAndOneThatIsTrainedOnAreRefused() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), "");
    assertThatThrownBy(
            () -> chat.lora(base, "no-keep", "data.keep=" + empty, "data.on_bad_line=skip"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("data.keep: holds no usable example");
    assertThatThrownBy(
            () -> chat.lora(base, "same-keep", "data.keep=" + folder.resolve("chats.jsonl")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("data.keep")
        .hasMessageContaining("are in train")
        .hasMessageContaining("chats.jsonl:");
  }

  @Test
  void aBlendLiesBetweenTheBaseAndTheTunedModel() throws IOException {
    Path adapted = chat.lora(base, "blended", "training.max_steps=12");
    requireBetween(adapted, Export.Form.ADAPTER);
    requireBetween(adapted, Export.Form.MERGED);
    Path whole = chat.lora(base, "blended-full", "method.kind=full");
    requireBetween(whole, Export.Form.MERGED);
  }

  private void requireBetween(Path run, Export.Form form) throws IOException {
    String name = run.getFileName() + "-" + form;
    Certificate all =
        new Export(run, form, Optional.of(Dtype.FLOAT32).filter(_ -> merged(form)), out(name + 1))
            .write();
    Certificate half =
        new Export(
                run,
                form,
                Optional.of(Dtype.FLOAT32).filter(_ -> merged(form)),
                out(name + 2),
                Optional.of(0.5))
            .write();
    assertThat(half.passed()).isTrue();
    assertThat(measure(half, "blend")).isEqualTo(0.5);
    double whole = measure(all, "max_difference_from_base");
    assertThat(measure(half, "max_difference_from_base")).isBetween(0.2 * whole, 0.9 * whole);
  }

  private static boolean merged(Export.Form form) {
    return form == Export.Form.MERGED;
  }

  private Path out(String name) {
    return folder.resolve("export-" + name);
  }

  private static double measure(Certificate certificate, String name) {
    return certificate.measures().stream()
        .filter(measure -> measure.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void theBlendCurveEndsAtTheBaseAndAtTheTunedModel() throws IOException {
    for (String kind : List.of("lora", "full")) {
      Path run =
          kind.equals("lora")
              ? chat.lora(base, "curve", "training.max_steps=12")
              : chat.lora(base, "curve-full", "method.kind=full");
      Forgetting lost = EvaluationFile.forgetting(new RunFiles(run).evaluation()).orElseThrow();
      Forgetting.Kept general = lost.general().orElseThrow();
      List<BlendFile.Point> points = new BlendCurve(run, BlendCurve.SHARES).measure();
      assertThat(points).extracting(BlendFile.Point::share).isEqualTo(BlendCurve.SHARES);
      assertThat(points.getFirst().general().orElseThrow())
          .isCloseTo(general.before().value(), within(1e-4));
      assertThat(points.getLast().general().orElseThrow())
          .isCloseTo(general.after().value(), within(1e-4));
      Metrics metrics = Metrics.read(new RunFiles(run).metrics());
      assertThat(points.getLast().loss())
          .isCloseTo(metrics.bestEvaluation().orElseThrow().lossNatsPerToken(), within(1e-4));
      assertThat(points.get(2).loss()).isLessThan(points.getFirst().loss());
      assertThat(BlendFile.read(new RunFiles(run).blend())).isEqualTo(points);
      assertThat(Files.readString(new RunFiles(run).report())).contains("Between the base");
    }
  }

  @Test
  void aShareOutsideItsRangeIsRefused() {
    assertThatThrownBy(() ->
            new Export(base, Export.Form.MERGED, Optional.empty(), out("none"), Optional.of(1.5))
                .write())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--blend: found 1.5");
  }

  @Test
  void withLabelsTheKeysAreRefused() {
    assertThatThrownBy(() ->
            Recipe.parse(
                "r",
                "{task: classification, base: minilm, data: {train: a.jsonl, keep: b.jsonl}}",
                folder,
                List.of("evaluation.max_forgetting=0.1")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("data.keep")
        .hasMessageContaining("evaluation.max_forgetting");
  }
}
