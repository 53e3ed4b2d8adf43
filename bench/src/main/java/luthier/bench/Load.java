package luthier.bench;

import java.util.Arrays;
import java.util.Locale;

/// The lengths of the examples of a step; every step sees the same.
enum Load {
  /// 8 examples of 512 tokens.
  EVEN(8, 512, 512),
  /// 32 examples of 30 to 500 tokens, short ones more often: what chats look like.
  MIXTURE(32, 30, 500),
  /// 16 examples of 50 to 120 tokens: short tickets.
  SHORT(16, 50, 120);

  private static final int SEED = 1;

  final int examples;
  final int shortest;
  final int longest;

  Load(int examples, int shortest, int longest) {
    this.examples = examples;
    this.shortest = shortest;
    this.longest = longest;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Tokens of each example. The peer draws the same ones: the smaller of two numbers of a linear
  /// congruence modulo 2³² (Press et al., Numerical Recipes, section 7.1).
  int[] lengths() {
    int[] lengths = new int[examples];
    long state = SEED;
    int range = longest - shortest + 1;
    for (int i = 0; i < examples; i++) {
      state = next(state);
      int first = (int) ((state >>> 16) % range);
      state = next(state);
      int second = (int) ((state >>> 16) % range);
      lengths[i] = shortest + Math.min(first, second);
    }
    return lengths;
  }

  private static long next(long state) {
    return (state * 1664525 + 1013904223) & 0xffffffffL;
  }

  /// Real tokens of a step.
  int tokens() {
    return Arrays.stream(lengths()).sum();
  }
}
