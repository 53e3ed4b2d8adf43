package luthier.generation;

import java.util.SplittableRandom;
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
      double max = logits[new Greedy().choose(logits, position)];
      double uniform = new SplittableRandom(seed * GOLDEN + position).nextDouble();
      int most = Math.min(topK, logits.length);
      if (most == logits.length && topP == 1) {
        return drawFromAll(logits, max, uniform);
      }
      MostProbable order = new MostProbable(logits);
      double total = 0;
      for (int i = 0; i < most; i++) {
        total += weight(logits[most == logits.length ? i : order.get(i)], max);
      }
      int nucleus = 0;
      double mass = 0;
      while (nucleus < most && mass < topP * total) {
        mass += weight(logits[order.get(nucleus++)], max);
      }
      double left = uniform * mass;
      for (int i = 0; i < nucleus; i++) {
        left -= weight(logits[order.get(i)], max);
        if (left < 0) {
          return order.get(i);
        }
      }
      return order.get(nucleus - 1);
    }

    private double weight(float logit, double max) {
      return Math.exp((logit - max) / temperature);
    }

    /// Needs no order.
    private int drawFromAll(float[] logits, double max, double uniform) {
      double total = 0;
      for (float logit : logits) {
        total += weight(logit, max);
      }
      double left = uniform * total;
      int last = 0; // of those that can be drawn
      for (int id = 0; id < logits.length; id++) {
        double weight = weight(logits[id], max);
        last = weight > 0 ? id : last;
        left -= weight;
        if (left < 0) {
          return id;
        }
      }
      return last;
    }

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  }
}
