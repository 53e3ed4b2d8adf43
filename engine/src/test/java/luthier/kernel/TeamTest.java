package luthier.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyPieceIsDoneOnceInEveryRound(int threads) {
    try (Team team = new Team(threads)) {
      for (int round = 0; round < 3000; round++) {
        int pieces = round % 40;
        AtomicIntegerArray done = new AtomicIntegerArray(40);
        team.run(pieces, done::incrementAndGet);
        for (int i = 0; i < 40; i++) {
          assertThat(done.get(i)).as("piece %d of %d", i, pieces).isEqualTo(i < pieces ? 1 : 0);
        }
        if (round % 1000 == 0) {
          LockSupport.parkNanos(2_000_000); // helpers fall asleep
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aFailureReachesTheCallerAndTheTeamGoesOn(int threads) {
    try (Team team = new Team(threads)) {
      assertThatThrownBy(() ->
              team.run(
                  20,
                  i -> {
                    if (i == 7) {
                      throw new IllegalStateException("seven");
                    }
                  }))
          .isInstanceOf(IllegalStateException.class)
          .hasStackTraceContaining("seven");
      AtomicIntegerArray done = new AtomicIntegerArray(20);
      team.run(20, done::incrementAndGet);
      for (int i = 0; i < 20; i++) {
        assertThat(done.get(i)).isEqualTo(1);
      }
    }
  }

  /// From a piece or from another thread.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTeamAtWorkTakesNoOtherWork(int threads) {
    try (Team team = new Team(threads)) {
      AtomicInteger refused = new AtomicInteger();
      team.run(
          1,
          _ ->
              assertThatThrownBy(() -> team.run(2, _ -> refused.set(-1)))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessage("the team is at work for another caller"));
      team.run(
          1,
          _ -> {
            Thread other =
                new Thread(() -> {
                  try {
                    team.run(2, _ -> refused.set(-1));
                  } catch (IllegalStateException e) {
                    refused.incrementAndGet();
                  }
                });
            other.start();
            join(other);
          });
      assertThat(refused.get()).isEqualTo(1);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aClosedTeamsCallerWorksAlone() {
    Team team = new Team(3);
    team.close();
    AtomicInteger done = new AtomicInteger();
    team.run(50, _ -> done.incrementAndGet());
    assertThat(done.get()).isEqualTo(50);
  }

  /// A helper that looked for work without end would take a core from everything else.
  @Test
  void helpersSleepWhenThereIsNothingToDo() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try (Team team = new Team(2)) {
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < 1000 && seen.size() < 2; i++) {
        team.run(
            2,
            _ -> {
              seen.add(Thread.currentThread());
              LockSupport.parkNanos(1_000_000);
            });
      }
      seen.remove(Thread.currentThread());
      assertThat(seen).as("the helper took part").hasSize(1);
      long id = seen.iterator().next().threadId();
      LockSupport.parkNanos(50_000_000);
      long before = threads.getThreadCpuTime(id);
      LockSupport.parkNanos(100_000_000);
      assertThat(threads.getThreadCpuTime(id) - before).isLessThan(5_000_000);
    }
  }
}
