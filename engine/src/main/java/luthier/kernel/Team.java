package luthier.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Threads that share the pieces of one small operation after another. A thread that is not awake
/// in time is not waited for: its pieces are done by the others. Which thread does a piece must not
/// matter for the result.
///
/// One thread at a time may give work, and no piece may give more. Helpers never call libtorch.
public final class Team implements AutoCloseable {

  /// How long a helper looks for work before it sleeps; waking it costs more than the product of a
  /// small layer.
  private static final long LOOKING_NANOS = 200_000;

  private static final int SPINS = 100; // a few microseconds

  private static final long OPEN = 1L << 15; // helpers may join
  private static final long JOINED = OPEN - 1; // how many have, and are not done
  private static final int ROUND = 16; // first bit of the round's number

  private final List<Helper> helpers = new ArrayList<>();
  private final AtomicLong state = new AtomicLong();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean closed;
  private IntConsumer work = _ -> {}; // this and pieces are published by `state`
  private int pieces;

  /// @param threads the caller's included; at least 1
  public Team(int threads) {
    for (int i = 1; i < threads; i++) {
      Helper helper = new Helper();
      Thread.ofPlatform().daemon().name("luthier-team-" + i).start(helper);
      helpers.add(helper);
    }
  }

  /// The calling thread alone.
  public static Team alone() {
    return new Team(1);
  }

  /// Does all pieces, and returns when they are done; after a failure some may be left out.
  ///
  /// @throws IllegalStateException when the team is at work, or with what a piece threw as cause
  void run(int count, IntConsumer piece) {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException("the team is at work for another caller");
    }
    try {
      work = piece;
      pieces = count;
      next.set(0);
      if (helpers.isEmpty() || count == 1) {
        share();
      } else {
        shareWithHelpers();
      }
    } finally {
      busy.set(false);
    }
    Throwable thrown = failure.getAndSet(null);
    if (thrown != null) {
      throw new IllegalStateException("a piece of an operation failed", thrown);
    }
  }

  private void shareWithHelpers() {
    state.set((((state.get() >>> ROUND) + 1) << ROUND) | OPEN);
    helpers.forEach(Helper::wake);
    share();
    state.getAndAdd(-OPEN);
    for (int i = 0; (state.get() & JOINED) != 0; i++) {
      pause(i);
    }
  }

  /// A thread that waits for long lets others have its core: the one it waits for may need it.
  private static void pause(int count) {
    if (count % SPINS == SPINS - 1) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }

  private void share() {
    try {
      for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
        work.accept(i);
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  @Override
  public void close() {
    closed = true;
    helpers.forEach(Helper::wake);
  }

  private final class Helper implements Runnable {

    private volatile @Nullable Thread sleeping;

    void wake() {
      Thread thread = sleeping;
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }

    @Override
    public void run() {
      long seen = 0;
      while (!closed) {
        long now = waitForRound(seen);
        if ((now & OPEN) != 0 && state.compareAndSet(now, now + 1)) {
          share();
          state.getAndDecrement();
          seen = now >>> ROUND;
        }
      }
    }

    /// Returns when a round that was not seen is open, or the team is closed.
    private long waitForRound(long seen) {
      long since = System.nanoTime();
      for (int i = 1; true; i++) {
        long now = state.get();
        if (isNew(now, seen) || closed) {
          return now;
        }
        pause(i);
        if (i % SPINS == 0 && System.nanoTime() - since > LOOKING_NANOS) {
          sleeping = Thread.currentThread();
          if (!isNew(state.get(), seen) && !closed) {
            LockSupport.park(this);
          }
          sleeping = null;
          since = System.nanoTime();
        }
      }
    }

    private static boolean isNew(long state, long seen) {
      return (state & OPEN) != 0 && state >>> ROUND != seen;
    }
  }
}
