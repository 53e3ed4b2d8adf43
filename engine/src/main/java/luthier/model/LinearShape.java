package luthier.model;

import java.util.Arrays;
import java.util.List;

/// One or several projections of the same input, as a checkpoint holds them. A tensor that is
/// already fused there is one projection.
///
/// @param transposed whether the weights are stored as [inputs, outputs]
record LinearShape(List<Projection> projections, long inputs, boolean transposed) {

  /// @param module such as `model.layers.0.self_attn.q_proj`
  record Projection(String module, long outputs, boolean bias) {}

  static LinearShape of(long inputs, Projection... projections) {
    return new LinearShape(Arrays.asList(projections), inputs, false);
  }

  LinearShape transposed(boolean whether) {
    return new LinearShape(projections, inputs, whether);
  }
}
