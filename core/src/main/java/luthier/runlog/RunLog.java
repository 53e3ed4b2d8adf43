package luthier.runlog;

import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;

/// Writes all files that follow a run: `metrics.jsonl`, `lineage.jsonl`, `events.jsonl` and
/// TensorBoard's. A checkpoint stores [#position()]; a resumed run cuts the files back to it.
public final class RunLog implements RunListener, Closeable {

  private final MetricsFile metrics;
  private final LineageFile lineage;
  private final EventsFile events;
  private final TensorBoardFile tensorBoard;
  private final RunListener all;
  private int lastStep;

  private RunLog(
      MetricsFile metrics,
      LineageFile lineage,
      EventsFile events,
      TensorBoardFile tensorBoard,
      int lastStep) {
    this.metrics = metrics;
    this.lineage = lineage;
    this.events = events;
    this.tensorBoard = tensorBoard;
    this.all = RunListener.all(metrics, lineage, events, tensorBoard);
    this.lastStep = lastStep;
  }

  /// How far the log had come when a checkpoint was made.
  ///
  /// @param step the last step in it; 0 before the first
  /// @param metricsLines complete lines of `metrics.jsonl`, so that it is decided whether the
  ///   validation of that step is among them
  public record Position(int step, long metricsLines) {

    /// Before the first step.
    public static final Position START = new Position(0, 0);
  }

  /// Starts the log of a new run.
  ///
  /// @param clock tells the times in `events.jsonl` and TensorBoard's files
  public static RunLog create(RunFiles files, InstantSource clock) throws IOException {
    MetricsFile metrics = MetricsFile.create(files.metrics());
    LineageFile lineage = LineageFile.create(files.lineage());
    // a run that was refused before its first step may have told why
    EventsFile events = EventsFile.append(files.events(), clock);
    TensorBoardFile tensorBoard = TensorBoardFile.create(files.tensorBoard(), clock);
    return new RunLog(metrics, lineage, events, tensorBoard, 0);
  }

  /// Goes on with the log of an interrupted run, cut back to where its checkpoint was made.
  ///
  /// @throws luthier.InvalidInputException when the files hold less than that
  public static RunLog resume(RunFiles files, Position position, InstantSource clock)
      throws IOException {
    MetricsFile metrics = MetricsFile.cutBackTo(files.metrics(), position.metricsLines());
    LineageFile lineage = LineageFile.cutBackTo(files.lineage(), position.step());
    EventsFile events = EventsFile.append(files.events(), clock);
    TensorBoardFile tensorBoard =
        TensorBoardFile.goOn(files.tensorBoard(), position.step() + 1, clock);
    return new RunLog(metrics, lineage, events, tensorBoard, position.step());
  }

  /// How far the log has come.
  public synchronized Position position() {
    return new Position(lastStep, metrics.lines());
  }

  /// Forces everything up to [#position()] to disk; to be called before a checkpoint that stores
  /// the position is published.
  public synchronized void sync() {
    metrics.sync();
    lineage.sync();
    events.sync();
  }

  @Override
  public synchronized void on(RunEvent event) {
    all.on(event);
    if (event instanceof RunEvent.StepDone step) {
      lastStep = step.step();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try (metrics;
        lineage;
        events;
        tensorBoard) {
      // closed one after the other, each even when another fails
      sync();
    }
  }
}
