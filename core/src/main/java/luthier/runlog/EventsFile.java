package luthier.runlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import luthier.InvalidInputException;

/// Writes `events.jsonl`: the story of the run, one event a line, with its time and a sentence for
/// people. Single steps are left to `metrics.jsonl`. The file is never cut back: it tells what
/// happened, also what was undone.
///
/// ```
/// {"time":"2026-03-04T05:06:07.123Z","type":"decision","text":"threads = 2: one per core",
///  "key":"threads","value":"2","why":"one per core"}
/// ```
public final class EventsFile implements RunListener, Closeable {

  private final LineFile file;
  private final InstantSource clock;

  private EventsFile(LineFile file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /// An event and when it happened.
  public record TimedEvent(Instant time, RunEvent event) {}

  /// Makes a new file.
  public static EventsFile create(Path path, InstantSource clock) throws IOException {
    return new EventsFile(LineFile.create(path), clock);
  }

  /// Opens the file, made new where there is none, to go on with the story.
  public static EventsFile append(Path path, InstantSource clock) throws IOException {
    return new EventsFile(LineFile.append(path), clock);
  }

  @Override
  public void on(RunEvent event) {
    if (!(event instanceof RunEvent.StepDone)) {
      Instant time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      file.add(Json.line(EventJson.write(time, event)));
    }
  }

  /// Reads the file; a torn last line is left out, a file that is not there holds nothing.
  ///
  /// @throws InvalidInputException when a line is not what this class writes
  public static List<TimedEvent> read(Path path) throws IOException {
    List<TimedEvent> events = new ArrayList<>();
    for (String line : LineFile.read(path)) {
      JsonView json = Json.parse(path + ":" + (events.size() + 1), line);
      events.add(new TimedEvent(time(json, "time"), EventJson.read(json)));
    }
    return events;
  }

  static Instant time(JsonView json, String key) {
    String text = json.text(key);
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new InvalidInputException(
          json.where()
              + ": key '"
              + key
              + "' is '"
              + JsonView.shortened(text)
              + "', expected a time such as 2026-03-04T05:06:07Z",
          e);
    }
  }

  /// Forces the lines to disk.
  public void sync() {
    file.sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
