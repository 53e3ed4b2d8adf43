package luthier.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How often each run of n neighbours occurs in a sequence.
record NGrams(Map<List<String>, Integer> counts, long total) {

  NGrams {
    counts = Map.copyOf(counts);
  }

  static NGrams of(List<String> sequence, int n) {
    Map<List<String>, Integer> counts = new HashMap<>();
    for (int i = 0; i + n <= sequence.size(); i++) {
      counts.merge(List.copyOf(sequence.subList(i, i + n)), 1, Integer::sum);
    }
    return new NGrams(counts, Math.max(0, sequence.size() - n + 1));
  }

  /// How many of these the other has too, each at most as often as there.
  long common(NGrams other) {
    long common = 0;
    for (Map.Entry<List<String>, Integer> entry : counts.entrySet()) {
      common += Math.min(entry.getValue(), other.counts.getOrDefault(entry.getKey(), 0));
    }
    return common;
  }

  /// Each as often as in the one of the two that has it more often.
  NGrams most(NGrams other) {
    Map<List<String>, Integer> most = new HashMap<>(counts);
    other.counts.forEach((gram, count) -> most.merge(gram, count, Math::max));
    return new NGrams(most, most.values().stream().mapToLong(count -> count).sum());
  }
}
