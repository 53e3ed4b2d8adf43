package luthier.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Attention of newest tokens against its definition in double precision.
class NewestTokenTest {

  private static final int HEADS = 6;
  private static final int KEY_HEADS = 2;
  private static final int SIZE = 64;
  private static final int WIDTH = (HEADS + 2 * KEY_HEADS) * SIZE;
  private static final double SCALE = 0.2;
  private static final int[] PAST = {0, 1, 31, 32, 255, 256, 300, 700};

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, 1, 40, 256, 300})
  void equalsTheDefinition(int window) {
    CachedRows[] caches = caches();
    Tensor qkv = random(1, PAST.length, WIDTH);
    float[] found = attend(new VectorKernels(), window, caches, PAST, qkv);
    float[] x = Native.toFloats(qkv);
    for (int s = 0; s < PAST.length; s++) {
      float[] keys = Native.toFloats(caches[s].keys());
      float[] values = Native.toFloats(caches[s].values());
      requireAppended(x, s, keys, values, caches[s].capacity());
      for (int head = 0; head < HEADS; head++) {
        double[] expected = expected(x, s, head, window, keys, values, caches[s].capacity());
        for (int e = 0; e < SIZE; e++) {
          assertThat((double) found[(s * HEADS + head) * SIZE + e])
              .as("sequence %d, head %d, element %d", s, head, e)
              .isCloseTo(expected[e], within(8e-3));
        }
      }
    }
  }

  private static void requireAppended(
      float[] x, int s, float[] keys, float[] values, int capacity) {
    for (int k = 0; k < KEY_HEADS; k++) {
      for (int e = 0; e < SIZE; e++) {
        float key = x[s * WIDTH + (HEADS + k) * SIZE + e];
        float value = x[s * WIDTH + (HEADS + KEY_HEADS + k) * SIZE + e];
        assertThat(keys[(k * SIZE + e) * capacity + PAST[s]]).isEqualTo(key);
        assertThat(values[(k * capacity + PAST[s]) * SIZE + e]).isEqualTo(value);
      }
    }
  }

  private static double[] expected(
      float[] x, int s, int head, int window, float[] keys, float[] values, int capacity) {
    int k = head / (HEADS / KEY_HEADS);
    int length = PAST[s] + 1;
    double[] sum = new double[SIZE];
    double total = 0;
    for (int t = Math.max(0, length - Math.min(window, length)); t < length; t++) {
      double score = 0;
      for (int e = 0; e < SIZE; e++) {
        score += (double) x[s * WIDTH + head * SIZE + e] * keys[(k * SIZE + e) * capacity + t];
      }
      double p = Math.exp(SCALE * score);
      total += p;
      for (int e = 0; e < SIZE; e++) {
        sum[e] += p * values[(k * capacity + t) * SIZE + e];
      }
    }
    for (int e = 0; e < SIZE; e++) {
      sum[e] /= total;
    }
    return sum;
  }

  /// Neighbours and threads change nothing, bit for bit.
  @Test
  void sequencesAreIndependent() {
    Tensor qkv = random(1, PAST.length, WIDTH);
    int all = Integer.MAX_VALUE;
    float[] together = attend(new VectorKernels(), all, caches(), PAST, qkv);
    try (Team team = new Team(3)) {
      assertThat(attend(new VectorKernels(team), all, caches(), PAST, qkv)).isEqualTo(together);
    }
    for (int s = 0; s < PAST.length; s++) {
      float[] alone =
          attend(
              new VectorKernels(),
              all,
              new CachedRows[] {caches()[s]},
              new int[] {PAST[s]},
              qkv.narrow(0, s, 1));
      assertThat(alone)
          .isEqualTo(Arrays.copyOfRange(together, s * HEADS * SIZE, (s + 1) * HEADS * SIZE));
    }
  }

  private static float[] attend(
      Kernels kernels, int window, CachedRows[] caches, int[] past, Tensor qkv) {
    AttentionShape shape = new AttentionShape(HEADS, KEY_HEADS, SIZE, window, SCALE);
    Tensor out = torch.zeros(past.length, (long) HEADS * SIZE).to(ScalarType.BFloat16);
    assertThat(kernels.attendNewest(qkv, shape, caches, past, out)).isTrue();
    return Native.toFloats(out);
  }

  /// Each with room for its newest token; behind it stand numbers that must not be seen.
  private static CachedRows[] caches() {
    CachedRows[] caches = new CachedRows[PAST.length];
    for (int i = 0; i < caches.length; i++) {
      int capacity = Math.ceilDiv(PAST[i] + 1, 32) * 32;
      caches[i] =
          CachedRows.of(
              random(10 + i, KEY_HEADS * SIZE, capacity).view(KEY_HEADS, SIZE, capacity),
              random(30 + i, KEY_HEADS * capacity, SIZE).view(KEY_HEADS, capacity, SIZE));
    }
    return caches;
  }

  private static Tensor random(long seed, int rows, int columns) {
    Random random = new Random(seed);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Native.floats(values).view(rows, columns).to(ScalarType.BFloat16);
  }
}
