package luthier.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import luthier.InvalidInputException;
import luthier.metric.Evaluation;
import luthier.metric.Forgetting;
import luthier.runlog.Certificate;
import luthier.runlog.DataReport;
import luthier.runlog.EventsFile;
import luthier.runlog.Manifest;
import luthier.runlog.Metrics;
import luthier.runlog.Preflight;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import luthier.verdict.Findings;

/// All that a run directory tells, as far as the run has come.
///
/// @param name the run's name, or its directory's
/// @param directory the directory's own name
/// @param settings the resolved recipe, flat
record RunRecord(
    String name,
    String directory,
    Map<String, String> settings,
    Metrics metrics,
    List<EventsFile.TimedEvent> events,
    Optional<Manifest> manifest,
    Optional<DataReport> data,
    Optional<Preflight> preflight,
    Optional<Evaluation> evaluation,
    Optional<Findings> findings,
    List<BlendFile.Point> blend,
    Optional<Certificate> certificate) {

  /// What the model lost of what it knew; empty where that was not measured.
  Optional<Forgetting> forgetting() {
    return findings.flatMap(Findings::forgetting);
  }

  RunRecord {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    events = List.copyOf(events);
    blend = List.copyOf(blend);
  }

  /// How a run stands.
  enum Status {
    RUNNING("not finished"),
    FINISHED("finished"),
    INTERRUPTED("interrupted"),
    FAILED("failed");

    private final String words;

    Status(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /// Reads the files of a directory.
  ///
  /// @throws InvalidInputException when it is no run directory, or a file in it is damaged
  static RunRecord read(Path root) throws IOException {
    RunFiles files = new RunFiles(root);
    if (!Files.isDirectory(root)) {
      throw new InvalidInputException(
          root + ": there is no such directory; expected the directory of a run");
    }
    if (!files.isRun()) {
      throw new InvalidInputException(
          root
              + ": is not a run directory: it has no manifest.json; expected a directory that"
              + " luthier tune made");
    }
    Optional<Manifest> manifest = read(files.manifest(), Manifest::read);
    String directory = String.valueOf(root.toAbsolutePath().normalize().getFileName());
    return new RunRecord(
        manifest.map(Manifest::name).orElse(directory),
        directory,
        Settings.read(files.recipe()),
        Metrics.read(files.metrics()),
        EventsFile.read(files.events()),
        manifest,
        read(files.data(), DataReport::read),
        read(files.preflight(), Preflight::read),
        read(files.evaluation(), EvaluationFile::read),
        read(files.evaluation(), EvaluationFile::readFindings).flatMap(found -> found),
        read(files.blend(), BlendFile::read).orElse(List.of()),
        read(files.certificate(), Certificate::read));
  }

  private interface Reader<T> {
    T read(Path file) throws IOException;
  }

  private static <T> Optional<T> read(Path file, Reader<T> reader) throws IOException {
    return Files.exists(file) ? Optional.of(reader.read(file)) : Optional.empty();
  }

  /// How the run stands, by the last event that tells.
  Status status() {
    Status status = Status.RUNNING;
    for (EventsFile.TimedEvent timed : events) {
      status =
          switch (timed.event()) {
            case RunEvent.Finished _ -> Status.FINISHED;
            case RunEvent.Failed _ -> Status.FAILED;
            case RunEvent.Interrupted _ -> Status.INTERRUPTED;
            case RunEvent.Resumed _, RunEvent.TrainingStarted _ -> Status.RUNNING;
            default -> status;
          };
    }
    return status;
  }

  /// The error that the run ended with.
  Optional<String> error() {
    if (status() != Status.FAILED) {
      return Optional.empty();
    }
    return events.stream()
        .map(EventsFile.TimedEvent::event)
        .filter(RunEvent.Failed.class::isInstance)
        .map(event -> ((RunEvent.Failed) event).error())
        .reduce((first, second) -> second);
  }

  /// Working time of the last execution, in seconds.
  OptionalDouble seconds() {
    return events.stream()
        .map(EventsFile.TimedEvent::event)
        .filter(RunEvent.Finished.class::isInstance)
        .mapToDouble(event -> ((RunEvent.Finished) event).seconds())
        .reduce((first, second) -> second);
  }

  /// The middle of the steps' throughputs; NaN before the first step.
  double medianTokensPerSecond() {
    return Numbers.median(
        metrics.steps().stream().mapToDouble(RunEvent.StepDone::tokensPerSecond).toArray());
  }

  /// The largest value of a further number of the steps, e.g. `memory_bytes`.
  OptionalDouble largest(String further) {
    return metrics.steps().stream()
        .filter(step -> step.further().containsKey(further))
        .mapToDouble(step -> step.further().getOrDefault(further, 0.0))
        .max();
  }

  /// What Luthier decided for the user: the manifest's list, or the events' as long as there is
  /// none.
  List<RunEvent.Decision> decisions() {
    return manifest
        .map(Manifest::decisions)
        .orElseGet(() ->
            events.stream()
                .map(EventsFile.TimedEvent::event)
                .filter(RunEvent.Decision.class::isInstance)
                .map(RunEvent.Decision.class::cast)
                .toList());
  }
}
