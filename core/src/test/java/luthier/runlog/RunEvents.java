package luthier.runlog;

import java.util.List;
import java.util.Map;

/// Events for tests.
final class RunEvents {

  private RunEvents() {}

  static RunEvent.StepDone step(int step) {
    return new RunEvent.StepDone(
        step,
        step / 8.0,
        3.0 / step + 0.1,
        2e-4,
        1.25,
        96,
        410,
        5120.5,
        Map.of(),
        List.of("id" + 2 * step, "id" + (2 * step + 1)));
  }

  static RunEvent.Evaluated evaluated(int step, double loss) {
    return new RunEvent.Evaluated(
        step, step / 8.0, loss, Map.of("perplexity", Math.exp(loss)), 0.75);
  }
}
