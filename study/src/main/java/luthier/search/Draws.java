package luthier.search;

import java.util.SplittableRandom;

/// Random numbers that follow from a seed and a place, never from the order of drawing.
final class Draws {

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Draws() {}

  static SplittableRandom of(long seed, int number) {
    return new SplittableRandom((seed ^ (GOLDEN * (number + 1L))) * 0xbf58476d1ce4e5b9L);
  }
}
