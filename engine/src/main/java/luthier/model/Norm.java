package luthier.model;

import java.util.List;
import luthier.operation.Ops;
import luthier.operation.Value;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// A norm with its weights.
///
/// @param bias of a layer norm that has one
record Norm(NormShape shape, Parameter weight, @Nullable Parameter bias) {

  /// @param x [tokens, size]
  Value apply(Ops ops, Value x) {
    return switch (shape.kind()) {
      case RMS -> ops.rmsNorm(x, weight, shape.epsilon());
      case RMS_AROUND_ONE -> ops.rmsNormAroundOne(x, weight, shape.epsilon());
      case LAYER, LAYER_WITHOUT_BIAS -> ops.layerNorm(x, weight, bias, shape.epsilon());
    };
  }

  /// An RMS norm over parts of rows, in plain libtorch.
  ///
  /// @param x [tokens, any multiple of size]
  Tensor ofParts(Tensor x, Tensor weights) {
    if (shape.kind() == NormShape.Kind.LAYER || shape.kind() == NormShape.Kind.LAYER_WITHOUT_BIAS) {
      throw new IllegalStateException(shape.name() + " is a layer norm over parts of rows");
    }
    Tensor wide = x.reshape(x.size(0), -1, shape.size()).to(ScalarType.Float);
    Tensor mean = wide.square().mean(new long[] {-1}, true, new ScalarTypeOptional());
    Tensor normed = wide.mul(mean.add(Native.scalar(shape.epsilon())).rsqrt());
    Tensor result =
        shape.kind() == NormShape.Kind.RMS_AROUND_ONE
            ? normed.mul(weights.to(ScalarType.Float).add(Native.scalar(1))).to(x.scalar_type())
            : normed.to(x.scalar_type()).mul(weights);
    return result.reshape(x.shape());
  }

  List<Parameter> parameters() {
    return bias == null ? List.of(weight) : List.of(weight, bias);
  }
}
