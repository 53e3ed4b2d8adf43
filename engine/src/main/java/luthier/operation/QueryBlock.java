package luthier.operation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import luthier.kernel.VisibleKeys;

/// A part of a packed micro-batch's queries whose attention is computed by one product, with the
/// keys that any of them sees. Short documents share a block, each query seeing its own document;
/// long ones take several.
///
/// Sizes are multiples of [#STEP], queries and keys beyond the real ones seeing and seen by nobody:
/// the vector kernels need no remainder loops, and oneDNN, which compiles a program for every shape
/// of a product, meets few shapes.
///
/// @param first first query, counted in the micro-batch's tokens
/// @param count queries
/// @param firstKey first key
/// @param keys keys, a multiple of STEP
/// @param visible for each query, and for none beyond `count`: its keys, counted from firstKey
record QueryBlock(int first, int count, int firstKey, int keys, VisibleKeys visible) {

  static final int STEP = 32;

  /// Queries of a block at most: the probabilities of a block shall stay in the cache.
  static final int MOST = 256;

  static int roundUp(int count) {
    return Math.ceilDiv(count, STEP) * STEP;
  }

  /// Queries with those that fill up the block.
  int padded() {
    return visible.queries();
  }

  /// The range of tokens that a query sees, both counted in the micro-batch's tokens.
  long[] visibleTo(int token) {
    return new long[] {
      firstKey + (long) visible.from(token - first), firstKey + (long) visible.to(token - first)
    };
  }

  /// @param lengths tokens of each document
  static List<QueryBlock> of(int[] lengths, Reach reach) {
    int tokens = Arrays.stream(lengths).sum();
    int[] from = new int[tokens]; // for each token, the first that it sees
    int[] to = new int[tokens]; // and one past the last
    List<QueryBlock> blocks = new ArrayList<>();
    int open = 0; // first query of the block being filled
    int start = 0; // first token of the document
    for (int length : lengths) {
      int end = start + length;
      for (int i = start; i < end; i++) {
        from[i] = reach.first(i, start);
        to[i] = reach.end(i, end);
      }
      boolean alone = open < start && (end - open > MOST || from[open] < open);
      if (alone) {
        blocks.add(of(open, start, from, to));
        open = start;
      }
      for (; end - open > MOST; open += MOST) {
        blocks.add(of(open, open + MOST, from, to));
      }
      start = end;
    }
    if (open < start) {
      blocks.add(of(open, start, from, to));
    }
    return blocks;
  }

  private static QueryBlock of(int first, int end, int[] seenFrom, int[] seenTo) {
    int firstKey = seenFrom[first];
    int padded = roundUp(end - first);
    int[] from = new int[padded];
    int[] to = new int[padded];
    for (int i = first; i < end; i++) {
      from[i - first] = seenFrom[i] - firstKey;
      to[i - first] = seenTo[i] - firstKey;
    }
    int keys = roundUp(seenTo[end - 1] - firstKey); // neither end of what is seen ever moves back
    return new QueryBlock(first, end - first, firstKey, keys, new VisibleKeys(from, to));
  }
}
