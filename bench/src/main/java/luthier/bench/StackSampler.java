package luthier.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where the time goes: looks at the stacks of the computing threads fifty times a second. A thread
/// in native code shows who called it, so that nothing has to be built into the engine.
final class StackSampler implements AutoCloseable {

  private static final int EVERY_MILLIS = 20;
  private static final String WORKER = "luthier-worker-";

  private final Thread run;
  private final Thread sampler;
  private final Map<Phase, Integer> phases = new TreeMap<>();
  private final Map<String, Integer> operations = new TreeMap<>();
  private volatile boolean on;

  /// Parts of a step.
  enum Phase {
    FORWARD,
    /// Logits, cross-entropy and their way back.
    HEAD,
    BACKWARD,
    OPTIMIZER,
    /// A worker that has nothing to do while another computes.
    WAIT
  }

  /// @param run the thread that the optimizer runs on
  StackSampler(Thread run) {
    this.run = run;
    this.sampler = Thread.ofPlatform().daemon().name("bench-sampler").start(this::loop);
  }

  void start() {
    on = true;
  }

  void stop() {
    on = false;
  }

  private void loop() {
    try {
      while (true) {
        Thread.sleep(EVERY_MILLIS);
        if (on) {
          sample();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void sample() {
    List<Thread> workers = workers();
    StackTraceElement[] stepping = run.getStackTrace();
    if (sees(stepping, "luthier.optimizer.") || sees(stepping, "weightsChanged")) {
      // the workers are idle; a worker's share of the wall time is what counts
      phases.merge(Phase.OPTIMIZER, workers.size(), Integer::sum);
      operations.merge("optimizer - " + leaf(stepping), workers.size(), Integer::sum);
      return;
    }
    if (!sees(stepping, "luthier.training.TrainingStep")) {
      return;
    }
    workers.forEach(worker -> count(worker.getStackTrace()));
  }

  private static List<Thread> workers() {
    Thread[] all = new Thread[Thread.activeCount() + 16];
    int count = Thread.enumerate(all);
    return Arrays.stream(all, 0, count).filter(t -> t.getName().startsWith(WORKER)).toList();
  }

  private void count(StackTraceElement[] stack) {
    Phase phase = phase(stack);
    phases.merge(phase, 1, Integer::sum);
    if (phase != Phase.WAIT) {
      String name = phase.name().toLowerCase(Locale.ROOT) + " " + operation(stack);
      operations.merge(name + " " + leaf(stack), 1, Integer::sum);
    }
  }

  private static Phase phase(StackTraceElement[] stack) {
    if (!sees(stack, "luthier.objective.")) {
      return Phase.WAIT;
    }
    if (sees(stack, "headLoss")) {
      return Phase.HEAD;
    }
    return sees(stack, "backward") ? Phase.BACKWARD : Phase.FORWARD;
  }

  private static boolean sees(StackTraceElement[] stack, String word) {
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().startsWith(word) || frame.getMethodName().equals(word)) {
        return true;
      }
    }
    return false;
  }

  /// The operation of the tape that the thread is in.
  private static String operation(StackTraceElement[] stack) {
    StackTraceElement innermost = null;
    for (StackTraceElement frame : stack) {
      String name = frame.getClassName();
      if (name.startsWith("luthier.operation.") && !name.endsWith(".Tape")) {
        innermost = frame;
        break;
      }
    }
    return innermost == null ? "-" : shown(innermost);
  }

  /// The library call or kernel that the thread is in: the outermost frame below our operations.
  private static String leaf(StackTraceElement[] stack) {
    @Nullable StackTraceElement below = null;
    for (StackTraceElement frame : stack) {
      String name = frame.getClassName();
      if (name.startsWith("luthier.kernel.")) {
        return shown(frame);
      }
      if (name.startsWith("luthier.")) {
        break;
      }
      below = frame;
    }
    return below == null ? "-" : shown(below);
  }

  private static String shown(StackTraceElement frame) {
    String name = frame.getClassName();
    String method = frame.getMethodName().replaceAll("lambda\\$(\\w+)\\$\\d+", "$1");
    return name.substring(name.lastIndexOf('.') + 1) + "." + method;
  }

  /// Each phase's share of the workers' time.
  synchronized Map<Phase, Double> phases() {
    double all = phases.values().stream().mapToInt(Integer::intValue).sum();
    Map<Phase, Double> shares = new TreeMap<>();
    phases.forEach((phase, count) -> shares.put(phase, count / all));
    return shares;
  }

  /// The share of each operation, largest first.
  synchronized Map<String, Double> operations() {
    double all = phases.values().stream().mapToInt(Integer::intValue).sum();
    Map<String, Double> shares = new LinkedHashMap<>();
    operations.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .forEach(entry -> shares.put(entry.getKey(), entry.getValue() / all));
    return shares;
  }

  @Override
  public void close() {
    sampler.interrupt();
  }
}
