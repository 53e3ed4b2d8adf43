package luthier.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Turns Ctrl-C into a request to stop after the current step; the process ends when the run has
/// written its checkpoint.
final class Interruption implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 600;

  private final AtomicBoolean requested = new AtomicBoolean();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::await, "luthier-interruption");

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  boolean requested() {
    return requested.get();
  }

  /// Runs when the process is asked to end: lets the run come to its checkpoint first.
  private void await() {
    requested.set(true);
    try {
      if (finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending already; the hook has seen that the run is over
    }
  }
}
