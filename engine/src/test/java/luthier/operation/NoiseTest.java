package luthier.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import luthier.kernel.StockKernels;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// NEFTune's noise against its formula.
class NoiseTest {

  private static final int WIDTH = 512;
  private static final double ALPHA = 5;

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  @Test
  void isUniformInTheRangeOfTheExamplesOwnLength() {
    for (int length : new int[] {4, 25, 64}) {
      double range = ALPHA / Math.sqrt((double) length * WIDTH);
      float[] noise = noise(new Documents(new int[] {length}, new long[] {9}), 3, true);
      double[] values = new double[noise.length];
      Arrays.setAll(values, i -> noise[i]);
      assertThat(Arrays.stream(values).map(Math::abs).max().orElseThrow())
          .isLessThanOrEqualTo(range * (1 + 1e-6))
          .isGreaterThan(0.99 * range);
      double mean = Arrays.stream(values).average().orElseThrow();
      assertThat(mean).isCloseTo(0, within(4 * range / Math.sqrt(3.0 * noise.length)));
      double variance = Arrays.stream(values).map(v -> v * v).average().orElseThrow();
      assertThat(variance / (range * range / 3)).isCloseTo(1, within(0.05));
      // each tenth of the range has its share
      for (int tenth = 0; tenth < 10; tenth++) {
        double from = range * (tenth / 5.0 - 1);
        long inside = Arrays.stream(values).filter(v -> v >= from && v < from + range / 5).count();
        assertThat(inside / (double) noise.length).isCloseTo(0.1, within(0.025));
      }
    }
  }

  @Test
  void isTheSameWhereverTheExampleStands() {
    float[] packed = noise(new Documents(new int[] {3, 7, 2}, new long[] {1, 2, 3}), 5, true);
    float[] alone = noise(new Documents(new int[] {7}, new long[] {2}), 5, true);
    assertThat(Arrays.copyOfRange(packed, 3 * WIDTH, 10 * WIDTH)).isEqualTo(alone);
    assertThat(noise(new Documents(new int[] {7}, new long[] {2}), 6, true)).isNotEqualTo(alone);
    assertThat(noise(new Documents(new int[] {7}, new long[] {4}), 5, true)).isNotEqualTo(alone);
  }

  @Test
  void isOffInEvaluation() {
    assertThat(noise(new Documents(new int[] {7}, new long[] {2}), 5, false)).containsOnly(0);
  }

  private static float[] noise(Documents documents, long step, boolean active) {
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(true)) {
      Perturbation perturbation = new Perturbation(ALPHA, false);
      Dropout dropout = new Dropout(42, step, documents, active, perturbation);
      Ops ops = new Ops(new StockKernels(), tape, 0, dropout, GradientSink.ACCUMULATE);
      Parameter zeros = Parameter.of("zeros", torch.zeros(1, WIDTH), ScalarType.Float, false);
      Value x = ops.embedding(zeros, Native.longs(new long[documents.tokens()]));
      float[] noise = Native.toFloats(ops.noised(x).data());
      zeros.release();
      return noise;
    }
  }
}
