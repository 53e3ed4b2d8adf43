package luthier.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import luthier.example.Example;
import luthier.example.Origin;
import org.junit.jupiter.api.Test;

/// Which general examples are mixed into training.
class ReplayTest {

  private final List<IdentifiedExample> pool =
      IntStream.range(0, 30).mapToObj(i -> passage("text number " + i + " of " + i * i)).toList();

  @Test
  void theShareIsOfAllExamples() {
    assertThat(Replay.count(90, 0.1)).isEqualTo(10);
    assertThat(Replay.count(100, 0.5)).isEqualTo(100);
    assertThat(Replay.count(1, 0.01)).isEqualTo(1);
  }

  @Test
  void theChoiceFollowsFromContentAndSeedOnly() {
    List<IdentifiedExample> chosen = Replay.choose(pool, List.of(), 10, 1).chosen();
    List<IdentifiedExample> shuffled = new ArrayList<>(pool);
    Collections.reverse(shuffled);
    assertThat(Replay.choose(shuffled, List.of(), 10, 1).chosen()).isEqualTo(chosen);
    assertThat(Replay.choose(pool, List.of(), 10, 2).chosen()).isNotEqualTo(chosen);
    assertThat(chosen).doesNotHaveDuplicates().hasSize(10);
  }

  @Test
  void whatIsHeldOutIsNotChosen() {
    List<IdentifiedExample> held = pool.subList(0, 12);
    Replay replay = Replay.choose(pool, held, 30, 1);
    assertThat(replay.removed()).isEqualTo(12);
    assertThat(replay.given()).isEqualTo(18);
    assertThat(replay.chosen()).hasSize(30).doesNotContainAnyElementsOf(held);
    assertThat(new HashSet<>(replay.chosen())).hasSize(18);
  }

  @Test
  void additionsAreSpreadEvenly() {
    assertThat(Replay.spread(List.of("a", "b", "c", "d"), List.of("x", "y")))
        .containsExactly("a", "b", "x", "c", "d", "y");
    assertThat(Replay.spread(List.of("a"), List.of("x", "y"))).containsExactly("a", "x", "y");
    assertThat(Replay.spread(List.of("a", "b"), List.<String>of())).containsExactly("a", "b");
  }

  private static IdentifiedExample passage(String text) {
    Example example = new Example.Passage(new Origin("f", 1), text);
    String id = ExampleId.of(example);
    return new IdentifiedExample(id, id, example);
  }
}
