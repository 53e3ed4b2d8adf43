package luthier.operation;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Dropout whose masks are a function of (seed, step, example, place, position), never of the order
/// of drawing: a step's result does not depend on how it is cut into micro-batches, and the way
/// back asks for the same mask again instead of storing it.
///
/// @param seed the run's seed
/// @param step the optimizer step
/// @param documents tells the example (by its key) and the position of each row
/// @param active false in evaluation
/// @param rows which tokens of the documents are asked for, in this order; null for all
public record Dropout(
    long seed, long step, Documents documents, boolean active, int @Nullable [] rows) {

  public Dropout(long seed, long step, Documents documents, boolean active) {
    this(seed, step, documents, active, null);
  }

  /// The same random numbers for some of the tokens.
  Dropout forRows(int[] some) {
    return new Dropout(seed, step, documents, active, some);
  }

  /// No dropout at all.
  public static Dropout none(Documents documents) {
    return new Dropout(0, 0, documents, false);
  }

  /// @param place which layer and input asks; any number that is its own
  /// @param probability of an element to be dropped, in (0, 1)
  /// @return [tokens or rows, width] float32, each element 0 or 1 / (1 - probability)
  Tensor mask(int place, long width, double probability) {
    int columns = Math.toIntExact(width);
    float kept = (float) (1 / (1 - probability));
    long threshold = (long) (probability * (1L << 32)); // of 32 uniform bits
    Tensor mask =
        torch.empty(
            new long[] {rows == null ? documents.tokens() : rows.length, width},
            new TensorOptions(ScalarType.Float),
            new MemoryFormatOptional());
    FloatPointer out = mask.data_ptr_float();
    float[] row = new float[columns];
    long place64 = mix(seed ^ mix(step ^ mix(place)));
    long[] streams = streams(place64);
    int count = rows == null ? streams.length : rows.length;
    for (int i = 0; i < count; i++) {
      long at = streams[rows == null ? i : rows[i]];
      for (int c = 0; c < columns; c++) {
        row[c] = (mix(at + c * GOLDEN) >>> 32) < threshold ? 0 : kept;
      }
      out.position((long) i * columns).put(row, 0, columns);
    }
    return mask;
  }

  /// Where the random numbers of each token begin.
  private long[] streams(long place64) {
    long[] streams = new long[documents.tokens()];
    int token = 0;
    for (int d = 0; d < documents.lengths().length; d++) {
      long stream = mix(place64 ^ documents.keys()[d]);
      for (int position = 0; position < documents.lengths()[d]; position++) {
        streams[token++] = mix(stream ^ position);
      }
    }
    return streams;
  }

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /// The finaliser of SplitMix64 (Steele, Lea & Flood 2014, figure 16).
  private static long mix(long z) {
    long x = z + GOLDEN;
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
