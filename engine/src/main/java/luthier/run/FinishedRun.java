package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import luthier.report.ReportPage;
import luthier.runlog.EventsFile;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import luthier.training.Training;

/// A run directory with nothing left to do but, after a kill at the very end, its last event and
/// its page.
final class FinishedRun {

  private FinishedRun() {}

  /// The certificate is the last file that a run needs all of its work for.
  static boolean isIn(RunFiles files) {
    return Files.exists(files.certificate());
  }

  /// What the run found.
  ///
  /// @throws luthier.TrainingFailedException when its certificate did not pass
  static FineTune.Outcome reopen(RunFiles files, InstantSource clock) throws IOException {
    Results results = Results.read(files);
    Certifying.require(files.certificate(), results.certificate());
    tellTheEnd(files, clock);
    ReportPage.write(files.root());
    return new FineTune.Outcome(files.root(), Training.End.DONE, Optional.of(results));
  }

  private static void tellTheEnd(RunFiles files, InstantSource clock) throws IOException {
    List<EventsFile.TimedEvent> events = EventsFile.read(files.events());
    if (events.stream().anyMatch(timed -> timed.event() instanceof RunEvent.Finished)) {
      return;
    }
    try (EventsFile open = EventsFile.append(files.events(), clock)) {
      open.on(new RunEvent.Finished(lastExecution(events).toMillis() / 1e3));
    }
  }

  private static Duration lastExecution(List<EventsFile.TimedEvent> events) {
    if (events.isEmpty()) {
      return Duration.ZERO;
    }
    Instant start =
        events.stream()
            .filter(timed -> timed.event() instanceof RunEvent.Resumed)
            .map(EventsFile.TimedEvent::time)
            .reduce(events.getFirst().time(), (_, later) -> later);
    return Duration.between(start, events.getLast().time());
  }
}
