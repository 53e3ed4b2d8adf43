package luthier.dataset;

import com.dynatrace.hash4j.hashing.Hashing;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import luthier.example.Example;

/// Which general examples are mixed into training.
///
/// @param chosen in the order in which they are mixed in; where fewer were given than are wanted,
///   some stand more than once
/// @param given how many different ones there were to choose from
/// @param removed how many were left out because a set that is measured holds them, or nearly
public record Replay(List<IdentifiedExample> chosen, int given, int removed) {

  public Replay {
    chosen = List.copyOf(chosen);
  }

  /// How many general examples make up a share of all: `n = share / (1 - share) * tuned`, rounded,
  /// at least one.
  ///
  /// @param tuned examples of the task
  public static int count(int tuned, double share) {
    return Math.max(1, Math.toIntExact(Math.round(tuned * share / (1 - share))));
  }

  /// Chooses examples by the hash of their content and the seed: the choice does not depend on the
  /// order of the files, and stays nearly the same when others are added.
  ///
  /// @param pool to choose from
  /// @param held examples that are measured; the chosen ones are none of these, nor nearly
  /// @param count how many
  public static Replay choose(
      List<IdentifiedExample> pool, List<IdentifiedExample> held, int count, long seed) {
    List<IdentifiedExample> apart = apart(pool, held);
    List<IdentifiedExample> different =
        List.copyOf(
            apart.stream()
                .sorted(
                    Comparator.comparingLong((IdentifiedExample e) -> place(e.id(), seed))
                        .thenComparing(IdentifiedExample::id))
                .collect(
                    Collectors.toMap(
                        IdentifiedExample::id, e -> e, (first, _) -> first, LinkedHashMap::new))
                .values());
    List<IdentifiedExample> chosen = new ArrayList<>();
    for (int i = 0; i < count && !different.isEmpty(); i++) {
      chosen.add(different.get(i % different.size()));
    }
    return new Replay(chosen, different.size(), pool.size() - apart.size());
  }

  private static long place(String id, long seed) {
    return Hashing.komihash5_0(seed ^ 0x7265706c6179L).hashCharsToLong(id) >>> 1;
  }

  private static List<IdentifiedExample> apart(
      List<IdentifiedExample> pool, List<IdentifiedExample> held) {
    if (held.isEmpty()) {
      return pool;
    }
    List<Example> all =
        Stream.concat(pool.stream(), held.stream()).map(IdentifiedExample::example).toList();
    BitSet candidates = new BitSet();
    candidates.set(0, pool.size());
    BitSet measured = new BitSet();
    measured.set(pool.size(), all.size());
    BitSet near = NearDuplicates.among(all).near(candidates, measured);
    List<IdentifiedExample> apart = new ArrayList<>();
    for (int i = 0; i < pool.size(); i++) {
      if (!near.get(i)) {
        apart.add(pool.get(i));
      }
    }
    return apart;
  }

  /// Spreads the additions evenly over a list, so that training in the order of the files meets
  /// them all along.
  public static <T> List<T> spread(List<T> list, List<T> additions) {
    List<T> all = new ArrayList<>();
    int added = 0;
    for (int i = 0; i < list.size(); i++) {
      all.add(list.get(i));
      long due = (long) additions.size() * (i + 1) / list.size();
      while (added < due) {
        all.add(additions.get(added++));
      }
    }
    return List.copyOf(all);
  }
}
