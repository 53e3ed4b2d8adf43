package luthier.dataset;

import com.dynatrace.hash4j.hashing.Hashing;
import com.dynatrace.hash4j.similarity.ElementHashProvider;
import com.dynatrace.hash4j.similarity.SimilarityHashPolicy;
import com.dynatrace.hash4j.similarity.SimilarityHashing;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import luthier.example.Example;

/// Finds examples that are nearly the same: the Jaccard similarity of their [Shingles] is at least
/// 0.8.
///
/// Candidates come from locality-sensitive hashing: SuperMinHash (Ertl 2017, arXiv:1706.05698) with
/// m = 120 components in b = 20 bands of r = 6; a pair of similarity s meets in at least one band
/// with probability 1 - (1 - s^r)^b, which is 0.998 at s = 0.8 and 0.03 at s = 0.35 (Leskovec,
/// Rajaraman and Ullman, Mining of Massive Datasets, section 3.4). Every candidate is then compared
/// exactly, so that no pair below the threshold is ever taken for one above it.
///
/// What more than half of all examples contain (from twenty examples on) says what kind of data
/// this is, not which example: the fixed words of a prompt are left out of the comparison, unless
/// nothing else is in the example.
final class NearDuplicates {

  /// From this Jaccard similarity on two examples are near-duplicates.
  static final double SIMILARITY = 0.8;

  private static final int BANDS = 20;
  private static final int ROWS = 6;
  private static final SimilarityHashPolicy POLICY =
      SimilarityHashing.superMinHash(BANDS * ROWS, 32);

  /// Fewer examples have no common wording that could be told from coincidence.
  private static final int FEW = 20;

  private static final int COMMON_BITS = 22;

  /// An example is compared with at most this many others of one bucket: a bucket that holds the
  /// whole data set must not cost its square. Equal ones are found without comparing.
  private static final int COMPARED = 128;

  private final long[][] shingles;
  private final int[] firstEqual;
  private final long[][] bands;

  private NearDuplicates(long[][] shingles) {
    this.shingles = shingles;
    this.firstEqual = firstEqual(shingles);
    this.bands = new long[shingles.length][];
    // every thread writes places of its own: the result does not depend on who comes first
    IntStream.range(0, bands.length)
        .parallel()
        .filter(i -> firstEqual[i] == i)
        .forEach(i -> bands[i] = bands(shingles[i]));
  }

  static NearDuplicates among(List<Example> examples) {
    long[][] shingles = new long[examples.size()][];
    IntStream.range(0, shingles.length)
        .parallel()
        .forEach(i -> shingles[i] = Shingles.of(examples.get(i)));
    leaveOutCommon(shingles);
    return new NearDuplicates(shingles);
  }

  /// Clusters: the classes of the smallest equivalence that holds every pair of near-duplicates.
  ///
  /// @return for each example the place of the first one of its cluster
  int[] clusters() {
    Clusters clusters = new Clusters(shingles.length);
    for (int i = 0; i < firstEqual.length; i++) {
      clusters.join(firstEqual[i], i);
    }
    for (int band = 0; band < BANDS; band++) {
      for (List<Integer> bucket : buckets(band)) {
        join(bucket, clusters);
      }
    }
    return IntStream.range(0, shingles.length).map(clusters::first).toArray();
  }

  /// The candidates that have a near-duplicate among the held ones.
  BitSet near(BitSet candidates, BitSet held) {
    BitSet heldFirst = firstEqual(held);
    BitSet candidatesFirst = firstEqual(candidates);
    BitSet near = (BitSet) heldFirst.clone();
    for (int band = 0; band < BANDS; band++) {
      for (List<Integer> bucket : buckets(band)) {
        List<Integer> others = bucket.stream().filter(heldFirst::get).limit(COMPARED).toList();
        for (int candidate : bucket) {
          if (candidatesFirst.get(candidate)
              && !near.get(candidate)
              && isNearOneOf(candidate, others)) {
            near.set(candidate);
          }
        }
      }
    }
    BitSet result = new BitSet();
    candidates.stream().filter(i -> near.get(firstEqual[i])).forEach(result::set);
    return result;
  }

  private BitSet firstEqual(BitSet examples) {
    BitSet first = new BitSet();
    examples.stream().forEach(i -> first.set(firstEqual[i]));
    return first;
  }

  private static int[] firstEqual(long[][] shingles) {
    Map<LongBuffer, Integer> first = new HashMap<>();
    int[] firstEqual = new int[shingles.length];
    for (int i = 0; i < shingles.length; i++) {
      Integer earlier = first.putIfAbsent(LongBuffer.wrap(shingles[i]), i);
      firstEqual[i] = earlier == null ? i : earlier;
    }
    return firstEqual;
  }

  private boolean isNearOneOf(int example, List<Integer> others) {
    for (int other : others) {
      if (isNear(example, other)) {
        return true;
      }
    }
    return false;
  }

  private boolean isNear(int a, int b) {
    return Shingles.areSimilar(shingles[a], shingles[b], SIMILARITY);
  }

  private void join(List<Integer> bucket, Clusters clusters) {
    List<Integer> compared = new ArrayList<>();
    for (int example : bucket) {
      for (int other : compared) {
        if (clusters.first(other) != clusters.first(example) && isNear(other, example)) {
          clusters.join(other, example);
        }
      }
      if (compared.size() < COMPARED) {
        compared.add(example);
      }
    }
  }

  /// The examples, one of each equal ones, that agree in a band, for all values that more than one
  /// has; in order.
  private List<List<Integer>> buckets(int band) {
    Map<Long, List<Integer>> buckets = new LinkedHashMap<>();
    for (int i = 0; i < bands.length; i++) {
      if (firstEqual[i] != i) {
        continue;
      }
      buckets.computeIfAbsent(bands[i][band], _ -> new ArrayList<>(1)).add(i);
    }
    return buckets.values().stream().filter(bucket -> bucket.size() > 1).toList();
  }

  private static long[] bands(long[] shingles) {
    byte[] signature = POLICY.createHasher().compute(ElementHashProvider.ofValues(shingles));
    long[] bands = new long[BANDS];
    for (int band = 0; band < BANDS; band++) {
      for (int row = 0; row < ROWS; row++) {
        long component = POLICY.getComponent(signature, band * ROWS + row);
        bands[band] = Hashing.komihash5_0().hashLongLongToLong(bands[band], component);
      }
    }
    return bands;
  }

  /// Takes out the shingles of more than half of the examples. They are counted by 22 bits of their
  /// hash: with a hundred million shingles each count is too high by some twenty, which is nothing
  /// against half of the examples.
  private static void leaveOutCommon(long[][] shingles) {
    if (shingles.length < FEW) {
      return;
    }
    int[] examplesWith = new int[1 << COMMON_BITS];
    for (long[] set : shingles) {
      for (long shingle : set) {
        examplesWith[place(shingle)]++;
      }
    }
    for (int i = 0; i < shingles.length; i++) {
      long[] rest =
          Arrays.stream(shingles[i])
              .filter(shingle -> examplesWith[place(shingle)] <= shingles.length / 2)
              .toArray();
      shingles[i] = rest.length == 0 ? shingles[i] : rest;
    }
  }

  private static int place(long shingle) {
    return (int) (shingle >>> (Long.SIZE - COMMON_BITS));
  }

  /// Disjoint sets, each named by its first element (Tarjan 1975).
  private static final class Clusters {

    private final int[] parent;

    Clusters(int size) {
      parent = IntStream.range(0, size).toArray();
    }

    int first(int element) {
      int at = element;
      while (parent[at] != at) {
        parent[at] = parent[parent[at]];
        at = parent[at];
      }
      return at;
    }

    void join(int a, int b) {
      int first = first(a);
      int second = first(b);
      parent[Math.max(first, second)] = Math.min(first, second);
    }
  }
}
