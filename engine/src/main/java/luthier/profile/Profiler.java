package luthier.profile;

import java.util.List;
import java.util.Optional;

/// Records the steps of a window.
final class Profiler implements Recorder {

  private final long firstStep;
  private final int steps;
  private final List<RecordingLane> lanes; // the first is the main thread's
  private volatile boolean on;

  Profiler(long firstStep, int steps, List<RecordingLane> lanes) {
    this.firstStep = firstStep;
    this.steps = steps;
    this.lanes = lanes;
  }

  boolean on() {
    return on;
  }

  @Override
  public void step(long number) {
    on = number >= firstStep && number < firstStep + steps;
  }

  @Override
  public Lane worker(int index) {
    return lanes.get(index + 1);
  }

  @Override
  public Lane main() {
    return lanes.getFirst();
  }

  @Override
  public Optional<Profile> profile() {
    on = false;
    return lanes.getFirst().events().isEmpty() ? Optional.empty() : Optional.of(new Profile(lanes));
  }
}
