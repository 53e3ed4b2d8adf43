package luthier.model;

import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import luthier.tensor.Native;
import luthier.weights.ModelWeights;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Where a model's first values come from.
interface InitialValues {

  /// @param name of the tensor in a checkpoint
  /// @return float32, owned by the caller's scope
  Tensor read(String name);

  /// Those of a checkpoint.
  ///
  /// @throws luthier.InvalidInputException from [#read] when a value is not finite; names every
  ///   tensor that holds such
  static InitialValues of(ModelWeights weights) {
    return name -> {
      Tensor values = weights.read(name, ScalarType.Float);
      // a sum costs one look at each value; it may also overflow, so that only a count is a proof
      if (!Float.isFinite(values.sum().item_float())) {
        weights.requireFinite();
      }
      return values;
    };
  }

  /// From the seed and each tensor's name: matrices normal with the configuration's
  /// `initializer_range` as deviation, norms 1, biases 0 (as transformers' `_init_weights`).
  static InitialValues random(Map<String, long[]> shapes, double deviation, long seed) {
    return name -> {
      long[] shape = shapes.get(name);
      if (shape == null) {
        throw new IllegalArgumentException(name);
      }
      if (shape.length == 1) {
        return name.endsWith(".bias") ? torch.zeros(shape) : torch.ones(shape);
      }
      RandomGenerator random =
          RandomGeneratorFactory.of("L64X128MixRandom").create(seed ^ stableHash(name));
      float[] values = new float[Math.toIntExact(shape[0] * shape[1])];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * deviation);
      }
      return Native.floats(values).view(shape);
    };
  }

  private static long stableHash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
