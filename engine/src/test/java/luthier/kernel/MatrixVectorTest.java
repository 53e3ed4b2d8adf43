package luthier.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import luthier.tensor.LibTorch;
import luthier.tensor.Native;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products with one vector against libtorch's in float32 with the same rounded numbers.
class MatrixVectorTest {

  @BeforeAll
  static void load() {
    LibTorch.load();
  }

  @ParameterizedTest
  @CsvSource({"64, 32", "96, 77", "320, 33", "32, 1", "64, 31", "160, 1000"})
  void equalsTheProductInFloat32(int inputs, int outputs) {
    Tensor x = random(1, 1, inputs);
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

  /// Two tokens whose logits round to the same bfloat16, the more probable one behind.
  @Test
  void theLargestAreInTheirTrueOrder() {
    Tensor x = random(4, 3, 64);
    Tensor weight = random(5, 200, 64);
    for (int row = 0; row < 3; row++) {
      Tensor own = x.select(0, row);
      weight.select(0, 10 + row).copy_(own); // logit about 64
      weight.select(0, 90 + row).copy_(own);
      long small = own.abs().argmin().item_long();
      Tensor element = weight.select(0, 90 + row).select(0, small);
      element.add_(own.select(0, small).mul(Native.scalar(1))); // a little more
    }
    Tensor y = torch.linear(x, weight).to(ScalarType.Float);
    float[] exact = Native.toFloats(torch.linear(wide(x), wide(weight)));
    try (Team team = new Team(2)) {
      new VectorKernels(team).sharpenLargest(x, weight, y);
    }
    float[] found = Native.toFloats(y);
    for (int row = 0; row < 3; row++) {
      int rounded = row * 200 + 10 + row;
      int best = row * 200 + 90 + row;
      assertThat(found[best]).isGreaterThan(found[rounded]);
      assertThat(found[best]).isCloseTo(exact[best], within(1e-4f));
      assertThat(found[rounded]).isCloseTo(exact[rounded], within(1e-4f));
    }
  }

  @Test
  void whatDoesNotFitIsLeftToTheCaller() {
    Tensor y = torch.zeros(1, 8);
    Kernels vectors = new VectorKernels();
    assertThat(vectors.multiplyOne(torch.ones(1, 64), torch.ones(8, 64), null, y)).isFalse();
    Tensor narrow = random(6, 1, 40);
    assertThat(vectors.multiplyOne(narrow, random(7, 8, 40), null, y)).isFalse();
    assertThat(new StockKernels().multiplyOne(random(8, 1, 64), random(9, 8, 64), null, y))
        .isFalse();
    assertThat(Native.toFloats(y)).containsOnly(0);
  }

  private static float[] multiply(
      Kernels kernels, Tensor x, Tensor weight, @Nullable Tensor bias, ScalarType type) {
    Tensor y = torch.zeros(x.size(0), weight.size(0)).to(type);
    assertThat(kernels.multiplyOne(x, weight, bias, y)).isTrue();
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
