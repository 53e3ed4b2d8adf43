package luthier.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both kernels against the definition in double precision.
class AttentionKernelsTest {

  private static final int KEYS = 96;
  private static final double SCALE = 0.125;
  private static final VisibleKeys VISIBLE =
      new VisibleKeys(
          new int[] {0, 0, 33, 5, 0, 64, 40, 0}, new int[] {1, 31, 34, 70, 96, 96, 40, 0});

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stock float32", "stock bfloat16", "vector bfloat16"})
  void attentionIsTheSoftmaxOverTheVisibleKeysAndItsGradient(String which) {
    Kernels kernels = which.startsWith("vector") ? new VectorKernels() : new StockKernels();
    boolean bfloat16 = which.endsWith("bfloat16");
    ScalarType type = bfloat16 ? ScalarType.BFloat16 : ScalarType.Float;
    double tolerance = bfloat16 ? 8e-3 : 1e-6;
    int rows = 2 * VISIBLE.queries();
    Tensor scores = random(1, rows, type);
    Tensor gradients = random(2, rows, type);
    float[] s = Native.toFloats(scores);
    float[] g = Native.toFloats(gradients);
    Tensor p = scores.clone();
    Tensor logSum = torch.zeros(3, rows);
    kernels.attentionForward(p, logSum, VISIBLE, SCALE);
    Tensor again = scores.clone();
    Tensor ds = gradients.clone();
    kernels.attentionBackward(again, ds, logSum, VISIBLE, SCALE);
    float[] forward = Native.toFloats(p);
    float[] backward = Native.toFloats(again);
    float[] dScores = Native.toFloats(ds);
    for (int row = 0; row < 3 * rows; row++) {
      int from = VISIBLE.from(row % VISIBLE.queries());
      int to = VISIBLE.to(row % VISIBLE.queries());
      double[] wanted = softmax(s, row, from, to);
      double delta = 0;
      for (int i = 0; i < KEYS; i++) {
        delta += wanted[i] * g[row * KEYS + i];
      }
      for (int i = 0; i < KEYS; i++) {
        int at = row * KEYS + i;
        assertThat((double) forward[at]).isCloseTo(wanted[i], within(tolerance));
        assertThat((double) backward[at]).isCloseTo(wanted[i], within(tolerance));
        assertThat((double) dScores[at])
            .isCloseTo(SCALE * wanted[i] * (g[at] - delta), within(tolerance));
      }
    }
  }

  private static double[] softmax(float[] scores, int row, int from, int to) {
    double[] p = new double[KEYS];
    double sum = 0;
    for (int i = from; i < to; i++) {
      p[i] = Math.exp(SCALE * scores[row * KEYS + i]);
      sum += p[i];
    }
    for (int i = from; i < to; i++) {
      p[i] /= sum;
    }
    return p;
  }

  private static Tensor random(long seed, int rows, ScalarType type) {
    Random random = new Random(seed);
    float[] values = new float[3 * rows * KEYS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * 4;
    }
    return Native.floats(values).view(3, rows, KEYS).to(type);
  }
}
