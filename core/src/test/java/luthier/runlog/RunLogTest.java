package luthier.runlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunLogTest {

  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.123456Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);

  @TempDir Path directory;

  @Test
  void aResumedLogEqualsTheUninterruptedOne() throws IOException {
    RunFiles whole = new RunFiles(Files.createDirectory(directory.resolve("whole")));
    try (RunLog log = RunLog.create(whole, CLOCK)) {
      steps(log, 1, 6);
    }
    RunFiles resumed = new RunFiles(Files.createDirectory(directory.resolve("resumed")));
    RunLog.Position position;
    try (RunLog log = RunLog.create(resumed, CLOCK)) {
      steps(log, 1, 3);
      position = log.position();
      log.sync();
      steps(log, 4, 5);
    }
    assertThat(position).isEqualTo(new RunLog.Position(3, 4));
    try (RunLog log = RunLog.resume(resumed, position, CLOCK)) {
      assertThat(log.position()).isEqualTo(position);
      log.on(new RunEvent.Resumed(3));
      steps(log, 4, 6);
    }
    assertThat(resumed.metrics()).hasSameBinaryContentAs(whole.metrics());
    assertThat(resumed.lineage()).hasSameBinaryContentAs(whole.lineage());
    assertThat(EventsFile.read(resumed.events()))
        .extracting(EventsFile.TimedEvent::event)
        .contains(new RunEvent.Resumed(3));
    try (Stream<Path> files = Files.list(resumed.tensorBoard())) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void aRunWithoutACheckpointStartsFromTheBeginning() throws IOException {
    RunFiles files = new RunFiles(directory);
    try (RunLog log = RunLog.create(files, CLOCK)) {
      steps(log, 1, 2);
    }
    try (RunLog log = RunLog.resume(files, RunLog.Position.START, CLOCK)) {
      steps(log, 1, 1);
    }
    assertThat(Files.readAllLines(files.metrics())).hasSize(1);
    assertThat(LineageFile.read(files.lineage()))
        .containsExactly(new LineageFile.Entry(1, List.of("id2", "id3")));
  }

  @Test
  void theExamplesOfEachStepAreRecorded() throws IOException {
    RunFiles files = new RunFiles(directory);
    try (RunLog log = RunLog.create(files, CLOCK)) {
      steps(log, 1, 1);
    }
    assertThat(files.lineage()).hasContent("{\"step\":1,\"examples\":[\"id2\",\"id3\"]}\n");
  }

  private static void steps(RunListener log, int first, int last) {
    for (int step = first; step <= last; step++) {
      log.on(RunEvents.step(step));
      if (step % 2 == 0) {
        log.on(RunEvents.evaluated(step, 1.0 / step));
      }
    }
  }

  static Stream<RunEvent> everyEventOfTheStory() {
    return Stream.of(
        new RunEvent.StageStarted("data"),
        new RunEvent.StageDone("data", 1.5),
        new RunEvent.Decision("threads", "2", "one per core"),
        new RunEvent.Note("a \"quoted\"\nnote \u2028 ü"),
        new RunEvent.Warning("w"),
        new RunEvent.TrainingStarted(1, 40),
        new RunEvent.Evaluated(20, 1.0, 2.5, Map.of("accuracy", 0.5), 0.25),
        new RunEvent.CheckpointSaved(20, "checkpoints/step-000020", true),
        new RunEvent.SampleGenerated(20, "Where is my order?", "On its way."),
        new RunEvent.Resumed(20),
        new RunEvent.Interrupted(21),
        new RunEvent.MemoryPeak(1_200_000_000, 1_100_000_000),
        new RunEvent.Finished(12.25),
        new RunEvent.Failed("loss is NaN at step 3"));
  }

  @ParameterizedTest
  @MethodSource("everyEventOfTheStory")
  void theStoryReadsBackAsItWasTold(RunEvent event) throws IOException {
    Path path = directory.resolve("events.jsonl");
    try (EventsFile file = EventsFile.create(path, CLOCK)) {
      file.on(event);
    }
    assertThat(Files.readAllLines(path)).hasSize(1);
    assertThat(EventsFile.read(path))
        .containsExactly(
            new EventsFile.TimedEvent(Instant.parse("2026-03-04T05:06:07.123Z"), event));
  }

  @Test
  void theStoryHasTimesAndSentences() throws IOException {
    Path path = directory.resolve("events.jsonl");
    try (EventsFile file = EventsFile.create(path, CLOCK)) {
      file.on(new RunEvent.Decision("threads", "2", "one per core"));
      file.on(RunEvents.step(1));
    }
    assertThat(path)
        .hasContent(
            """
            {"time":"2026-03-04T05:06:07.123Z","type":"decision",\
            "text":"threads = 2: one per core","key":"threads","value":"2","why":"one per core"}
            """);
  }

  @Test
  void anUnknownEventIsNamed() throws IOException {
    Path path = directory.resolve("events.jsonl");
    Files.writeString(path, "{\"time\":\"2026-03-04T05:06:07Z\",\"type\":\"sang\"}\n");
    assertThatThrownBy(() -> EventsFile.read(path))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(path + ":1: 'sang' is no type of event that this version knows");
    Files.writeString(path, "{\"time\":\"noon\",\"type\":\"note\",\"text\":\"\"}\n");
    assertThatThrownBy(() -> EventsFile.read(path))
        .hasMessage(
            path + ":1: key 'time' is 'noon', expected a time such as 2026-03-04T05:06:07Z");
  }

  @Test
  void listenersHearEventsInOrder() {
    StringBuilder heard = new StringBuilder();
    RunListener both =
        RunListener.all(
            event -> heard.append("a ").append(event.text()),
            event -> heard.append(" b ").append(event.text()),
            RunListener.silent());
    both.on(new RunEvent.Note("x"));
    assertThat(heard).hasToString("a x b x");
  }
}
