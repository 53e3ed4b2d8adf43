package luthier.operation;

import java.util.Arrays;
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
/// @param perturbation what else is random in the pass
/// @param rows which tokens of the documents are asked for, in this order; null for all
public record Dropout(
    long seed,
    long step,
    Documents documents,
    boolean active,
    Perturbation perturbation,
    int @Nullable [] rows) {

  public Dropout(
      long seed, long step, Documents documents, boolean active, Perturbation perturbation) {
    this(seed, step, documents, active, perturbation, null);
  }

  /// The dropout of adapters only.
  public Dropout(long seed, long step, Documents documents, boolean active) {
    this(seed, step, documents, active, Perturbation.NONE);
  }

  /// The same random numbers for some of the tokens.
  Dropout forRows(int[] some) {
    return new Dropout(seed, step, documents, active, perturbation, some);
  }

  /// No dropout at all.
  public static Dropout none(Documents documents) {
    return new Dropout(0, 0, documents, false);
  }

  /// @param place which layer and input asks; any number that is its own
  /// @param probability of an element to be dropped, in (0, 1)
  /// @return [tokens or rows, width] float32, each element 0 or 1 / (1 - probability)
  Tensor mask(int place, long width, double probability) {
    float kept = (float) (1 / (1 - probability));
    long threshold = (long) (probability * (1L << 32)); // of 32 uniform bits
    return fill(place, width, (_, bits) -> bits < threshold ? 0 : kept);
  }

  /// Noise that is uniform in a range of each document's own.
  ///
  /// @param range of each document: its numbers are in [-range, range)
  /// @return [tokens or rows, width] float32
  Tensor noise(int place, long width, double[] range) {
    int[] documentOf = documentOf();
    return fill(
        place, width, (token, bits) -> (float) (range[documentOf[token]] * (bits * 0x1p-31 - 1)));
  }

  /// A mask of attention: what each query sees, by its own stream for each head.
  ///
  /// @param first token of the first query; queries beyond the last token are never read
  /// @param firstKey token of the first key
  /// @return [heads, queries, keys] float32, each element 0 or 1 / (1 - probability)
  Tensor attentionMask(
      int place, int heads, int first, int queries, int firstKey, int keys, double probability) {
    float kept = (float) (1 / (1 - probability));
    long threshold = (long) (probability * (1L << 32));
    Tensor mask = torch.ones(heads, queries, keys);
    FloatPointer out = mask.data_ptr_float();
    long[] streams = streams(mix(seed ^ mix(step ^ mix(place))));
    int[] starts = starts();
    float[] row = new float[keys];
    for (int head = 0; head < heads; head++) {
      for (int q = 0; q < queries && first + q < streams.length; q++) {
        long at = mix(streams[first + q] ^ mix(head));
        int offset = firstKey - starts[first + q];
        for (int k = 0; k < keys; k++) {
          row[k] = (mix(at + (offset + k) * GOLDEN) >>> 32) < threshold ? 0 : kept;
        }
        out.position(((long) head * queries + q) * keys).put(row, 0, keys);
      }
    }
    return mask;
  }

  /// The first token of each token's document.
  private int[] starts() {
    int[] all = new int[documents.tokens()];
    int start = 0;
    for (int length : documents.lengths()) {
      Arrays.fill(all, start, start + length, start);
      start += length;
    }
    return all;
  }

  /// Whether the dropout of the model's own configuration is applied.
  boolean ofModel() {
    return active && perturbation.modelDropout();
  }

  /// A number for each element, from 32 uniform bits.
  private interface Element {
    float of(int token, long bits);
  }

  private Tensor fill(int place, long width, Element element) {
    int columns = Math.toIntExact(width);
    Tensor filled =
        torch.empty(
            new long[] {rows == null ? documents.tokens() : rows.length, width},
            new TensorOptions(ScalarType.Float),
            new MemoryFormatOptional());
    FloatPointer out = filled.data_ptr_float();
    float[] row = new float[columns];
    long place64 = mix(seed ^ mix(step ^ mix(place)));
    long[] streams = streams(place64);
    int count = rows == null ? streams.length : rows.length;
    for (int i = 0; i < count; i++) {
      int token = rows == null ? i : rows[i];
      for (int c = 0; c < columns; c++) {
        row[c] = element.of(token, mix(streams[token] + c * GOLDEN) >>> 32);
      }
      out.position((long) i * columns).put(row, 0, columns);
    }
    return filled;
  }

  /// The document of each token.
  private int[] documentOf() {
    int[] all = new int[documents.tokens()];
    int token = 0;
    for (int d = 0; d < documents.lengths().length; d++) {
      Arrays.fill(all, token, token + documents.lengths()[d], d);
      token += documents.lengths()[d];
    }
    return all;
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
