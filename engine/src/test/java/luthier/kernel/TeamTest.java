package luthier.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
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
}
