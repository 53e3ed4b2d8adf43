package luthier.operation;

import java.util.Arrays;
import java.util.List;

/// Sequences that go on together: the newest tokens of each one after another, those before them in
/// a cache of its own.
///
/// @param caches of different sequences
/// @param fresh how many new tokens each sequence has, at least 1
public record CachedBatch(List<KeyValueCache> caches, int[] fresh) {

  public CachedBatch {
    if (caches.isEmpty() || caches.size() != fresh.length) {
      throw new IllegalArgumentException(caches.size() + " caches, " + fresh.length + " counts");
    }
    for (int i = 0; i < fresh.length; i++) {
      caches.get(i).reserve(fresh[i]);
    }
  }

  /// The new tokens as documents.
  public Documents documents() {
    return Documents.of(fresh);
  }

  /// Position of the first new token of each sequence.
  public int[] firsts() {
    return caches.stream().mapToInt(KeyValueCache::length).toArray();
  }

  boolean oneEach() {
    return Arrays.stream(fresh).allMatch(count -> count == 1);
  }

  KeyValueCache.Layer[] layers(int index) {
    return caches.stream().map(cache -> cache.layer(index)).toArray(KeyValueCache.Layer[]::new);
  }
}
