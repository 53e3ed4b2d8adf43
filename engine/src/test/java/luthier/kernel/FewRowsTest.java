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
import org.junit.jupiter.params.provider.CsvSource;

/// Products with few rows against libtorch's in float32 with the same rounded numbers.
class FewRowsTest {

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  @ParameterizedTest
  @CsvSource({"1, 64, 32", "1, 96, 77", "2, 320, 33", "3, 32, 1", "4, 64, 31", "9, 160, 66"})
  void equalsTheProductInFloat32(int rows, int inputs, int outputs) {
    Tensor x = random(1, rows, inputs);
    Tensor weight = random(2, outputs, inputs);
    Tensor bias = random(3, 1, outputs).view(-1);
    float[] plain = Native.toFloats(torch.linear(wide(x), wide(weight)));
    float[] biased = Native.toFloats(torch.addmm(wide(bias), wide(x), wide(weight).t()));
    try (Team team = new Team(2)) {
      for (Kernels kernels : new Kernels[] {new VectorKernels(), new VectorKernels(team)}) {
        requireClose(multiply(kernels, x, weight, null, ScalarType.Float), plain, 1e-5f);
        requireClose(multiply(kernels, x, weight, bias, ScalarType.Float), biased, 1e-5f);
        requireClose(multiply(kernels, x, weight, bias, ScalarType.BFloat16), biased, 5e-3f);
      }
    }
  }

  /// What a row gives does not depend on its neighbours, bit for bit.
  @Test
  void rowsAreIndependent() {
    int inputs = 352;
    int outputs = 70;
    Tensor x = random(4, 11, inputs);
    Tensor weight = random(5, outputs, inputs);
    Kernels kernels = new VectorKernels();
    float[] together = multiply(kernels, x, weight, null, ScalarType.Float);
    for (int row = 0; row < 11; row++) {
      Tensor alone = x.narrow(0, row, 1);
      assertThat(multiply(kernels, alone, weight, null, ScalarType.Float))
          .isEqualTo(Arrays.copyOfRange(together, row * outputs, (row + 1) * outputs));
    }
  }

  @Test
  void whatDoesNotFitIsLeftToTheCaller() {
    Tensor y = torch.zeros(1, 8);
    Kernels vectors = new VectorKernels();
    assertThat(vectors.multiplyFew(torch.ones(1, 64), torch.ones(8, 64), null, y)).isFalse();
    Tensor narrow = random(6, 1, 40);
    assertThat(vectors.multiplyFew(narrow, random(7, 8, 40), null, y)).isFalse();
    assertThat(new StockKernels().multiplyFew(random(8, 1, 64), random(9, 8, 64), null, y))
        .isFalse();
    assertThat(Native.toFloats(y)).containsOnly(0);
  }

  private static float[] multiply(
      Kernels kernels,
      Tensor x,
      Tensor weight,
      @org.jspecify.annotations.Nullable Tensor bias,
      ScalarType type) {
    Tensor y = torch.zeros(x.size(0), weight.size(0)).to(type);
    assertThat(kernels.multiplyFew(x, weight, bias, y)).isTrue();
    return Native.toFloats(y);
  }

  private static void requireClose(float[] found, float[] expected, float relative) {
    assertThat(found).hasSameSizeAs(expected);
    float largest = 0;
    for (float each : expected) {
      largest = Math.max(largest, Math.abs(each));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("element %d", i).isCloseTo(expected[i], within(relative * largest));
    }
  }

  private static Tensor wide(Tensor t) {
    return t.to(ScalarType.Float);
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
