package luthier.generation;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// How the next token is chosen from the logits.
public sealed interface Sampling {

  /// @param logits one for each token of the vocabulary
  /// @param position of the new token, from 0
  int choose(float[] logits, int position);

  /// The most probable token; of equals the one with the smallest id.
  record Greedy() implements Sampling {
    @Override
    public int choose(float[] logits, int position) {
      int best = 0;
      for (int i = 1; i < logits.length; i++) {
        best = logits[i] > logits[best] ? i : best;
      }
      return best;
    }
  }

  /// A draw from the most probable tokens that together have probability `topP` (Holtzman et al.
  /// 2020, arXiv:1904.09751), after the logits are divided by the temperature.
  ///
  /// @param temperature above 0
  /// @param topP in (0, 1]
  record Nucleus(double temperature, double topP, long seed) implements Sampling {
    @Override
    public int choose(float[] logits, int position) {
      int[] order =
          IntStream.range(0, logits.length)
              .boxed()
              .sorted((a, b) -> Float.compare(logits[b], logits[a]))
              .mapToInt(Integer::intValue)
              .toArray();
      double max = logits[order[0]];
      double[] weights =
          Arrays.stream(order)
              .mapToDouble(i -> Math.exp((logits[i] - max) / temperature))
              .toArray();
      double total = Arrays.stream(weights).sum();
      int kept = 0;
      double mass = 0;
      while (kept < weights.length && mass < topP * total) {
        mass += weights[kept++];
      }
      SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + position);
      double drawn = random.nextDouble() * mass;
      for (int i = 0; i < kept; i++) {
        drawn -= weights[i];
        if (drawn < 0) {
          return order[i];
        }
      }
      return order[kept - 1];
    }
  }
}
