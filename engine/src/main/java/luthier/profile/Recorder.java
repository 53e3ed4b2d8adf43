package luthier.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Profiles some steps of a run; or none, as [#OFF] does.
public sealed interface Recorder permits Recorder.Off, Profiler {

  Recorder OFF = new Off();

  /// A step is about to be made.
  ///
  /// @param number from 1
  void step(long number);

  /// The lane of a worker, from 0.
  Lane worker(int index);

  /// The lane of the thread that makes the steps.
  Lane main();

  /// What was recorded; empty where nothing was.
  Optional<Profile> profile();

  /// Records nothing.
  final class Off implements Recorder {
    private Off() {}

    @Override
    public void step(long number) {}

    @Override
    public Lane worker(int index) {
      return Lane.NONE;
    }

    @Override
    public Lane main() {
      return Lane.NONE;
    }

    @Override
    public Optional<Profile> profile() {
      return Optional.empty();
    }
  }

  /// A recorder of some steps.
  ///
  /// @param firstStep number of the first one
  /// @param steps how many
  /// @param workers how many compute
  static Recorder of(long firstStep, int steps, int workers) {
    List<RecordingLane> lanes = new ArrayList<>();
    Profiler profiler = new Profiler(firstStep, steps, lanes);
    lanes.add(new RecordingLane("steps", profiler::on));
    for (int i = 0; i < workers; i++) {
      lanes.add(new RecordingLane("worker " + i, profiler::on));
    }
    return profiler;
  }
}
