package luthier.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntToDoubleFunction;

/// The processor's cores, each running its own micro-batches through the whole model with
/// single-threaded operations. Nothing waits for a neighbour between operations, and the split is
/// fixed, so that a sum of gradients does not depend on timing.
///
/// Platform threads: libtorch's grad mode and thread count belong to the native thread.
public final class Workers implements AutoCloseable {

  private final List<ExecutorService> threads = new ArrayList<>();

  /// @param threadsEach threads of libtorch inside each worker
  public Workers(int count, int threadsEach) {
    for (int i = 0; i < count; i++) {
      ExecutorService thread =
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().daemon().name("luthier-worker-" + i).factory());
      threads.add(thread);
      await(thread.submit(() -> LibTorch.useThreads(threadsEach)));
    }
  }

  public int count() {
    return threads.size();
  }

  /// Runs the work on every worker at once, with the worker's index.
  ///
  /// @return the sum of the results, added in the order of the workers
  public double sum(IntToDoubleFunction work) {
    List<Future<Double>> results = new ArrayList<>();
    for (int i = 0; i < threads.size(); i++) {
      int index = i;
      results.add(threads.get(i).submit(() -> work.applyAsDouble(index)));
    }
    double sum = 0;
    RuntimeException failure = null;
    for (Future<Double> result : results) {
      try {
        sum += await(result);
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return sum;
  }

  private static <T> T await(Future<T> result) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true; // a worker in native code cannot be stopped; wait for it
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException cause) {
            throw cause;
          }
          throw new IllegalStateException("a worker failed", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    threads.forEach(ExecutorService::shutdown);
  }
}
