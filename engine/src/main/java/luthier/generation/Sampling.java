package luthier.generation;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import luthier.InvalidInputException;

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

  /// A draw from the most probable tokens. The logits are divided by the temperature; then the
  /// `topK` most probable tokens are kept (Fan et al. 2018, arXiv:1805.04833), and of these the
  /// fewest that together have probability `topP` (Holtzman et al. 2020, arXiv:1904.09751).
  ///
  /// @param temperature above 0
  /// @param topK at least 1; [#ALL] keeps every token
  /// @param topP in (0, 1]
  /// @param seed a token is a function of logits, seed and position
  record Random(double temperature, int topK, double topP, long seed) implements Sampling {

    public static final int ALL = Integer.MAX_VALUE;

    public Random {
      require(temperature > 0 && temperature < 1e6, "temperature", temperature, "above 0");
      require(topK >= 1, "top-k", topK, "at least 1");
      require(topP > 0 && topP <= 1, "top-p", topP, "above 0, at most 1");
    }

    private static void require(boolean holds, String what, Object found, String expected) {
      if (!holds) {
        throw new InvalidInputException(what + ": found " + found + ", expected " + expected);
      }
    }

    @Override
    public int choose(float[] logits, int position) {
      int[] order = mostProbableFirst(logits);
      int kept = Math.min(topK, order.length);
      double[] weights = new double[kept];
      double total = 0;
      for (int i = 0; i < kept; i++) {
        weights[i] = Math.exp(((double) logits[order[i]] - logits[order[0]]) / temperature);
        total += weights[i];
      }
      int nucleus = 0;
      double mass = 0;
      while (nucleus < kept && mass < topP * total) {
        mass += weights[nucleus++];
      }
      double left = new SplittableRandom(seed * GOLDEN + position).nextDouble() * mass;
      for (int i = 0; i < nucleus; i++) {
        left -= weights[i];
        if (left < 0) {
          return order[i];
        }
      }
      return order[nucleus - 1];
    }

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /// Of equals the smallest id first.
    private static int[] mostProbableFirst(float[] logits) {
      return IntStream.range(0, logits.length)
          .boxed()
          .sorted((a, b) -> Float.compare(logits[b], logits[a]))
          .mapToInt(Integer::intValue)
          .toArray();
    }
  }
}
