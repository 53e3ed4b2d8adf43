package luthier.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Clusters of texts that are nearly the same: Jaccard similarity of their word triples at least
/// 0.8, estimated by MinHash (Broder 1997) with 64 hash functions; candidates by banding, 16 bands
/// of 4 rows (Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, section 3.4).
final class NearDuplicates {

  static final double SIMILARITY = 0.8;

  private static final int HASHES = 64;
  private static final int ROWS = 4;
  private static final int SHINGLE = 3;

  private final int[] parent;

  private NearDuplicates(int size) {
    parent = new int[size];
    for (int i = 0; i < size; i++) {
      parent[i] = i;
    }
  }

  /// @return for each text the index of its cluster's first text
  static int[] clusters(List<String> texts) {
    NearDuplicates clusters = new NearDuplicates(texts.size());
    long[][] signatures = new long[texts.size()][];
    for (int i = 0; i < signatures.length; i++) {
      signatures[i] = signature(texts.get(i));
    }
    for (int band = 0; band < HASHES; band += ROWS) {
      Map<Long, List<Integer>> buckets = new HashMap<>();
      for (int i = 0; i < signatures.length; i++) {
        long key = Arrays.hashCode(Arrays.copyOfRange(signatures[i], band, band + ROWS));
        List<Integer> bucket = buckets.computeIfAbsent(key, _ -> new ArrayList<>());
        for (int other : bucket) {
          if (clusters.root(other) != clusters.root(i)
              && similarity(signatures[other], signatures[i]) >= SIMILARITY) {
            clusters.join(other, i);
          }
        }
        if (bucket.size() < 100) { // a bucket of a whole data set must not cost its square
          bucket.add(i);
        }
      }
    }
    int[] result = new int[texts.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = clusters.root(i);
    }
    return result;
  }

  private int root(int i) {
    int at = i;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  private void join(int a, int b) {
    int first = Math.min(root(a), root(b));
    int second = Math.max(root(a), root(b));
    parent[second] = first;
  }

  private static double similarity(long[] a, long[] b) {
    int same = 0;
    for (int i = 0; i < HASHES; i++) {
      same += a[i] == b[i] ? 1 : 0;
    }
    return (double) same / HASHES;
  }

  private static long[] signature(String text) {
    String[] words = text.toLowerCase(Locale.ROOT).strip().split("[^\\p{L}\\p{N}]+");
    long[] smallest = new long[HASHES];
    Arrays.fill(smallest, Long.MAX_VALUE);
    for (int i = 0; i < Math.max(1, words.length - SHINGLE + 1); i++) {
      long shingle = 0;
      for (int w = i; w < Math.min(words.length, i + SHINGLE); w++) {
        shingle = mix(shingle ^ hash(words[w]));
      }
      for (int h = 0; h < HASHES; h++) {
        smallest[h] = Math.min(smallest[h], mix(shingle + h * 0x9E3779B97F4A7C15L));
      }
    }
    return smallest;
  }

  private static long hash(String word) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  private static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
