package luthier.adapter;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import luthier.recipe.Method;
import luthier.tensor.Native;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// First values of a new adapter, each tensor from the seed and its own name, so that they do not
/// depend on which other layers are adapted.
///
/// A: uniform in ±1 / sqrt(inputs) (Kaiming with a = sqrt(5), PEFT's default), or normal with
/// deviation 1 / r; B: zero.
record FreshValues(Method.Init init, long seed) implements Adapter.Values {

  @Override
  public Tensor read(String name, long rows, long columns) {
    if (name.endsWith(".lora_B.weight")) {
      return torch.zeros(rows, columns);
    }
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom").create(seed ^ stableHash(name));
    float[] values = new float[Math.toIntExact(rows * columns)];
    double bound = 1 / Math.sqrt(columns);
    for (int i = 0; i < values.length; i++) {
      values[i] =
          (float)
              switch (init) {
                case DEFAULT -> (2 * random.nextDouble() - 1) * bound;
                case GAUSSIAN -> random.nextGaussian() / rows;
              };
    }
    return Native.floats(values).view(rows, columns);
  }

  private static long stableHash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
