package luthier.kernel;

import static luthier.kernel.Bfloat16Lanes.BYTES;
import static luthier.kernel.Bfloat16Lanes.F;
import static luthier.kernel.Bfloat16Lanes.LE;
import static luthier.kernel.Bfloat16Lanes.MEMORY;
import static luthier.kernel.Bfloat16Lanes.STEP;
import static luthier.kernel.Bfloat16Lanes.even;
import static luthier.kernel.Bfloat16Lanes.floats;
import static luthier.kernel.Bfloat16Lanes.getBfloat16;
import static luthier.kernel.Bfloat16Lanes.getFloat;
import static luthier.kernel.Bfloat16Lanes.odd;
import static luthier.kernel.Bfloat16Lanes.pairs;
import static luthier.kernel.Bfloat16Lanes.setFloat;

import java.lang.foreign.ValueLayout;
import java.util.function.IntToLongFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Attention of the newest token of each sequence over its cache, in bfloat16 with float32 sums.
/// The keys are cut into chunks at fixed positions; each chunk has its own softmax, and they are
/// put together in their order (Dao et al. 2023, "Flash-Decoding"): who computes a chunk, and what
/// other sequences there are, does not matter.
///
/// Memory of a chunk and head in the scratch: maximum, sum, weighted values [E], scores [CHUNK].
/// Vectors of scratch memory hold of each vector pair first the even elements, then the odd ones.
final class NewestToken {

  static final int CHUNK = 256;

  private final int heads;
  private final int keyHeads;
  private final int size;
  private final int window;
  private final float scale;
  private final long qkv;
  private final long out;
  private final long[] keys;
  private final long[] values;
  private final int[] capacities;
  private final int[] lengths; // the newest token included
  private final int[] firstChunks; // that the newest token sees
  private final int[] starts; // first piece of each sequence, and their number
  private final long scratch;

  /// @param past tokens of each cache before the newest
  /// @param qkv [sequences, (H + 2 K) E]
  /// @param out [sequences, H E]
  /// @param memory gives the address of scratch memory for so many floats
  NewestToken(
      AttentionShape shape,
      CachedRows[] caches,
      int[] past,
      long qkv,
      long out,
      IntToLongFunction memory) {
    this.heads = shape.heads();
    this.keyHeads = shape.keyHeads();
    this.size = shape.headSize();
    this.window = shape.window();
    this.scale = (float) shape.scale();
    this.qkv = qkv;
    this.out = out;
    int count = caches.length;
    keys = new long[count];
    values = new long[count];
    capacities = new int[count];
    lengths = new int[count];
    firstChunks = new int[count];
    starts = new int[count + 1];
    for (int i = 0; i < count; i++) {
      keys[i] = caches[i].keyAddress();
      values[i] = caches[i].valueAddress();
      capacities[i] = caches[i].capacity();
      lengths[i] = past[i] + 1;
      firstChunks[i] = from(i) / CHUNK;
      starts[i + 1] = starts[i] + keyHeads * chunks(i);
    }
    scratch = memory.applyAsLong(Math.multiplyExact(pieces() * (heads / keyHeads), floatsEach()));
  }

  static boolean fits(AttentionShape shape, CachedRows[] caches) {
    boolean all = shape.headSize() % STEP == 0;
    for (CachedRows cache : caches) {
      all &= cache.capacity() % STEP == 0;
    }
    return all;
  }

  private int from(int sequence) {
    return Math.max(0, lengths[sequence] - Math.min(window, lengths[sequence]));
  }

  private int chunks(int sequence) {
    return Math.ceilDiv(lengths[sequence], CHUNK) - firstChunks[sequence];
  }

  private int floatsEach() {
    return 2 + size + CHUNK + 14; // whole cache lines
  }

  int pieces() {
    return starts[starts.length - 1];
  }

  /// One chunk of one key head of one sequence, for all heads that share it.
  void piece(int index) {
    int sequence = 0;
    while (index >= starts[sequence + 1]) {
      sequence++;
    }
    int keyHead = (index - starts[sequence]) / chunks(sequence);
    int chunk = firstChunks[sequence] + (index - starts[sequence]) % chunks(sequence);
    int end = Math.min(lengths[sequence], (chunk + 1) * CHUNK);
    if (end == lengths[sequence]) {
      append(sequence, keyHead);
    }
    int shared = heads / keyHeads;
    for (int i = 0; i < shared; i++) {
      long row = scratch + 4L * ((long) index * shared + i) * floatsEach();
      attend(sequence, keyHead, keyHead * shared + i, chunk * CHUNK, end, row);
    }
  }

  /// Writes the newest token's key and value into the cache.
  private void append(int sequence, int keyHead) {
    long width = (long) (heads + 2 * keyHeads) * size;
    long key = qkv + 2 * (sequence * width + (long) (heads + keyHead) * size);
    long value = key + 2L * keyHeads * size;
    int at = lengths[sequence] - 1;
    int capacity = capacities[sequence];
    long keyRow = keys[sequence] + 2 * ((long) keyHead * size * capacity + at);
    long valueRow = values[sequence] + 2L * ((long) keyHead * capacity + at) * size;
    for (int e = 0; e < size; e++) {
      MEMORY.set(
          ValueLayout.JAVA_SHORT_UNALIGNED,
          keyRow + 2L * e * capacity,
          MEMORY.get(ValueLayout.JAVA_SHORT_UNALIGNED, key + 2L * e));
    }
    for (int j = 0; j < 2 * size; j += BYTES) {
      pairs(value + j).intoMemorySegment(MEMORY, valueRow + j, LE);
    }
  }

  private void attend(int sequence, int keyHead, int head, int first, int end, long row) {
    long width = (long) (heads + 2 * keyHeads) * size;
    long query = qkv + 2 * (sequence * width + (long) head * size);
    int capacity = capacities[sequence];
    long key = keys[sequence] + 2 * ((long) keyHead * size * capacity);
    long value = values[sequence] + 2L * keyHead * capacity * size;
    long weighted = row + 8;
    long scores = weighted + 4L * size;
    for (int t = first; t < end; t += STEP) {
      score(query, key + 2L * t, 2 * capacity, scores + 4L * (t - first));
    }
    int from = Math.max(first, from(sequence));
    hide(scores, first, first, from);
    int rounded = first + Math.ceilDiv(end - first, STEP) * STEP;
    hide(scores, first, end, rounded);
    float max = maximum(scores, rounded - first);
    setFloat(row, max);
    setFloat(row + 4, exponentials(scores, rounded - first, max));
    for (int e = 0; e < size; e += STEP) {
      weigh(
          scores,
          from - first,
          end - first,
          value + 2L * (first * (long) size + e),
          weighted + 4L * e);
    }
  }

  /// `scale * q k` of a vector pair of keys; two sums each, so that additions overlap.
  private void score(long query, long key, int stride, long to) {
    FloatVector evens = FloatVector.zero(F);
    FloatVector odds = evens;
    FloatVector moreEvens = evens;
    FloatVector moreOdds = evens;
    long row = key;
    for (int e = 0; e < size; e += 2) {
      FloatVector q = FloatVector.broadcast(F, getBfloat16(query + 2L * e));
      IntVector k = pairs(row);
      evens = even(k).fma(q, evens);
      odds = odd(k).fma(q, odds);
      q = FloatVector.broadcast(F, getBfloat16(query + 2L * e + 2));
      k = pairs(row + stride);
      moreEvens = even(k).fma(q, moreEvens);
      moreOdds = odd(k).fma(q, moreOdds);
      row += 2L * stride;
    }
    evens.add(moreEvens).mul(scale).intoMemorySegment(MEMORY, to, LE);
    odds.add(moreOdds).mul(scale).intoMemorySegment(MEMORY, to + BYTES, LE);
  }

  /// Where the score of a key is, counted from the chunk's first.
  private static long place(int key) {
    int inPair = key % STEP;
    return 4L * (key - inPair + inPair % 2 * (STEP / 2) + inPair / 2);
  }

  private static void hide(long scores, int first, int from, int to) {
    for (int t = from; t < to; t++) {
      setFloat(scores + place(t - first), Float.NEGATIVE_INFINITY);
    }
  }

  private static float maximum(long scores, int count) {
    FloatVector max = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    for (int j = 0; j < 4 * count; j += BYTES) {
      max = max.max(floats(scores + j));
    }
    return max.reduceLanes(VectorOperators.MAX);
  }

  /// Replaces scores by exp(score - max).
  ///
  /// @return their sum
  private static float exponentials(long scores, int count, float max) {
    FloatVector total = FloatVector.zero(F);
    for (int j = 0; j < 4 * count; j += BYTES) {
      FloatVector p = Bfloat16Lanes.exp(floats(scores + j).sub(max));
      p.intoMemorySegment(MEMORY, scores + j, LE);
      total = total.add(p);
    }
    return Bfloat16Lanes.sum(total);
  }

  /// The sum of a vector pair of the values, each times its key's weight; two sums, so that
  /// additions overlap. Hidden keys have no weight to speak of.
  private void weigh(long weights, int from, int to, long value, long out) {
    FloatVector evens = FloatVector.zero(F);
    FloatVector odds = evens;
    FloatVector moreEvens = evens;
    FloatVector moreOdds = evens;
    int stride = 2 * size;
    for (int t = from / STEP * STEP; t < to; t += STEP) {
      long weight = weights + 4L * t;
      long row = value + (long) t * stride;
      for (int i = 0; i < STEP / 2; i++) {
        FloatVector p = FloatVector.broadcast(F, getFloat(weight + 4L * i));
        IntVector v = pairs(row);
        evens = even(v).fma(p, evens);
        odds = odd(v).fma(p, odds);
        p = FloatVector.broadcast(F, getFloat(weight + 4L * i + BYTES));
        v = pairs(row + stride);
        moreEvens = even(v).fma(p, moreEvens);
        moreOdds = odd(v).fma(p, moreOdds);
        row += 2L * stride;
      }
    }
    evens.add(moreEvens).intoMemorySegment(MEMORY, out, LE);
    odds.add(moreOdds).intoMemorySegment(MEMORY, out + BYTES, LE);
  }

  /// Puts the chunks together.
  void finish() {
    int shared = heads / keyHeads;
    for (int sequence = 0; sequence < lengths.length; sequence++) {
      int chunks = chunks(sequence);
      for (int head = 0; head < heads; head++) {
        int piece = starts[sequence] + head / shared * chunks;
        long row = scratch + 4L * ((long) piece * shared + head % shared) * floatsEach();
        long next = 4L * shared * floatsEach();
        merge(row, next, chunks, out + 2L * ((long) sequence * heads + head) * size);
      }
    }
  }

  private void merge(long row, long next, int chunks, long to) {
    float max = getFloat(row);
    for (int i = 1; i < chunks; i++) {
      max = Math.max(max, getFloat(row + i * next));
    }
    float sum = 0;
    for (int i = 0; i < chunks; i++) {
      long part = row + i * next;
      float factor = (float) Math.exp(getFloat(part) - max);
      sum += getFloat(part + 4) * factor;
      setFloat(part, factor);
    }
    for (int e = 0; e < size; e += STEP) {
      FloatVector evens = FloatVector.zero(F);
      FloatVector odds = evens;
      for (int i = 0; i < chunks; i++) {
        long part = row + i * next;
        FloatVector factor = FloatVector.broadcast(F, getFloat(part) / sum);
        evens = floats(part + 8 + 4L * e).fma(factor, evens);
        odds = floats(part + 8 + 4L * e + BYTES).fma(factor, odds);
      }
      Bfloat16Lanes.store(to + 2L * e, evens, odds);
    }
  }
}
