package luthier.runlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsFileTest {

  @TempDir Path directory;

  @Test
  void writesTheFieldsOfTheContractInTheirOrder() throws IOException {
    Path path = directory.resolve("metrics.jsonl");
    try (MetricsFile file = MetricsFile.create(path)) {
      file.on(
          new RunEvent.StepDone(
              1,
              0.02,
              1.0 / 3,
              2e-4,
              12.5,
              96,
              410,
              5120.5,
              Map.of("memory_bytes", 1e9),
              List.of()));
      file.on(new RunEvent.Evaluated(1, 0.02, 2.5, Map.of("perplexity", 12.25), 0.75));
      file.on(new RunEvent.Note("not a number"));
    }
    assertThat(path)
        .hasContent(
            """
            {"type":"step","step":1,"epoch":0.02,"loss":0.3333333333333333,"learning_rate":2.0E-4,\
            "grad_norm":12.5,"supervised_tokens":96,"tokens":410,"tokens_per_second":5120.5,\
            "memory_bytes":1.0E9}
            {"type":"eval","step":1,"epoch":0.02,"loss":2.5,"perplexity":12.25,"seconds":0.75}
            """);
  }

  @Test
  void eachLineIsThereAsSoonAsTheEventHappened() throws IOException {
    Path path = directory.resolve("metrics.jsonl");
    try (MetricsFile file = MetricsFile.create(path)) {
      for (int step = 1; step <= 3; step++) {
        file.on(RunEvents.step(step));
        assertThat(Files.readAllLines(path)).hasSize(step);
        assertThat(file.lines()).isEqualTo(step);
      }
    }
  }

  @Test
  void readsBackEveryDoubleExactly() throws IOException {
    Path path = directory.resolve("metrics.jsonl");
    List<Double> losses =
        List.of(Math.PI, Double.MIN_VALUE, 0.1 + 0.2, (double) 0.1f, Double.NaN, 1e300);
    try (MetricsFile file = MetricsFile.create(path)) {
      for (double loss : losses) {
        file.on(
            new RunEvent.StepDone(1, 0, loss, 0, 0, 1, 1, 0, Map.of("epsilon", loss), List.of()));
        file.on(new RunEvent.Evaluated(1, 0, loss, Map.of(), Double.POSITIVE_INFINITY));
      }
    }
    Metrics metrics = Metrics.read(path);
    assertThat(metrics.steps())
        .extracting(RunEvent.StepDone::lossNatsPerToken)
        .containsExactlyElementsOf(losses);
    assertThat(metrics.steps())
        .extracting(step -> step.further().get("epsilon"))
        .containsExactlyElementsOf(losses);
    assertThat(metrics.evaluations()).extracting(RunEvent.Evaluated::seconds).containsOnly(1 / 0.0);
  }

  @Test
  void cutsBackToTheLinesOfTheCheckpointAndGoesOnAsIfNothingHadHappened() throws IOException {
    Path interrupted = directory.resolve("interrupted.jsonl");
    long atCheckpoint;
    try (MetricsFile file = MetricsFile.create(interrupted)) {
      file.on(RunEvents.step(1));
      file.on(RunEvents.step(2));
      atCheckpoint = file.lines();
      file.on(RunEvents.evaluated(2, 2.0));
      file.on(RunEvents.step(3));
    }
    Files.writeString(interrupted, "{\"type\":\"step\",\"st", StandardOpenOption.APPEND);

    try (MetricsFile file = MetricsFile.cutBackTo(interrupted, atCheckpoint)) {
      assertThat(file.lines()).isEqualTo(2);
      file.on(RunEvents.evaluated(2, 2.0));
      file.on(RunEvents.step(3));
    }
    Path whole = directory.resolve("whole.jsonl");
    try (MetricsFile file = MetricsFile.create(whole)) {
      file.on(RunEvents.step(1));
      file.on(RunEvents.step(2));
      file.on(RunEvents.evaluated(2, 2.0));
      file.on(RunEvents.step(3));
    }
    assertThat(interrupted).hasSameBinaryContentAs(whole);
  }

  @Test
  void cutsBackToNothingWhereThereIsNoFile() throws IOException {
    try (MetricsFile file = MetricsFile.cutBackTo(directory.resolve("new.jsonl"), 0)) {
      assertThat(file.lines()).isZero();
    }
  }

  @Test
  void refusesToGoOnWhenLinesAreMissing() throws IOException {
    Path path = directory.resolve("metrics.jsonl");
    Files.writeString(path, "{}\n{\"torn");
    assertThatThrownBy(() -> MetricsFile.cutBackTo(path, 2).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            path
                + ": has 1 complete lines, but the checkpoint was made after line 2; the file was"
                + " changed since. Put it back, or start afresh in another directory with --out");
  }

  @Test
  void doesNotOverwriteAFile() throws IOException {
    Path path = Files.writeString(directory.resolve("metrics.jsonl"), "precious\n");
    assertThatThrownBy(() -> MetricsFile.create(path).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("exists already; go on with --resume");
    assertThat(path).hasContent("precious\n");
  }

  @Test
  void scansFilesLongerThanItsBuffer() throws IOException {
    Path path = directory.resolve("long.jsonl");
    try (MetricsFile file = MetricsFile.create(path)) {
      for (int step = 1; step <= 2000; step++) {
        file.on(RunEvents.step(step));
      }
    }
    try (MetricsFile file = MetricsFile.cutBackTo(path, 1500)) {
      file.on(RunEvents.step(1501));
    }
    assertThat(Metrics.read(path).steps())
        .hasSize(1501)
        .extracting(RunEvent.StepDone::step)
        .endsWith(1499, 1500, 1501);
  }

  @ParameterizedTest
  @ValueSource(strings = {"loss", "seconds", "Loss", "a b", ""})
  void refusesNamesThatWouldHideAnotherNumber(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RunEvent.Evaluated(1, 1, 1, Map.of(name, 1.0), 1))
        .withMessageContaining("'" + name + "' cannot name a further number");
  }

  @Test
  void namesTheLineThatIsWrong() throws IOException {
    Path path = directory.resolve("metrics.jsonl");
    String good = "{\"type\":\"eval\",\"step\":1,\"epoch\":1,\"loss\":1,\"seconds\":1}\n";
    Files.writeString(path, good + "{\"type\":\"step\",\"step\":\"x\"}\n");
    assertThatThrownBy(() -> Metrics.read(path))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(path + ":2: key 'step' is string \"x\", expected a whole number");
    Files.writeString(path, good + "{\"type\":\"walk\"}\n");
    assertThatThrownBy(() -> Metrics.read(path))
        .hasMessage(path + ":2: type is 'walk', expected step or eval");
    Files.writeString(path, good + good + "nonsense\n");
    assertThatThrownBy(() -> Metrics.read(path))
        .hasMessageStartingWith(path + ":3: not JSON: ")
        .hasMessageEndingWith("found 'nonsense'");
    Files.writeString(path, "{\"step\":1}\n");
    assertThatThrownBy(() -> Metrics.read(path))
        .hasMessage(path + ":1: key 'type' is missing; found the keys [step]");
    Files.write(path, new byte[] {'{', (byte) 0xff, '}', '\n'});
    assertThatThrownBy(() -> Metrics.read(path)).hasMessage(path + ":1: is not UTF-8 text");
  }

  @Test
  void findsTheBestValidation() throws IOException {
    Path path = directory.resolve("metrics.jsonl");
    try (MetricsFile file = MetricsFile.create(path)) {
      file.on(RunEvents.evaluated(10, 2.0));
      file.on(RunEvents.evaluated(20, 1.5));
      file.on(RunEvents.evaluated(30, 1.5));
    }
    assertThat(Metrics.read(path).bestEvaluation().orElseThrow().step()).isEqualTo(20);
    assertThat(Metrics.read(directory.resolve("none")).bestEvaluation()).isEmpty();
  }
}
