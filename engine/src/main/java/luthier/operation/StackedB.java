package luthier.operation;

import java.util.List;
import luthier.operation.LowRank.Part;
import luthier.tensor.Native;
import luthier.tensor.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The B of several parts in one block-diagonal matrix, so that the parts are one product. Most of
/// it is zeros, but a product with eight columns takes as long as one with twenty-four: it waits
/// for memory.
final class StackedB {

  private final List<@Nullable Part> parts;
  private final Parameter weight;
  private final double scale;
  private @Nullable Tensor matrix;

  private StackedB(List<@Nullable Part> parts, Parameter weight, double scale) {
    this.parts = parts;
    this.weight = weight;
    this.scale = scale;
  }

  /// @return null where it does not pay or does not apply: a single part, or different scales
  static @Nullable StackedB of(LowRank addition, Parameter weight) {
    double[] scales =
        addition.parts().stream().filter(p -> p != null).mapToDouble(Part::scale).toArray();
    for (double scale : scales) {
      if (scale != scales[0]) {
        return null;
      }
    }
    return scales.length < 2 ? null : new StackedB(addition.parts(), weight, scales[0]);
  }

  /// The scale of every part.
  double scale() {
    return scale;
  }

  /// [sum of outputs, sum of ranks], of the model's type.
  synchronized Tensor matrix() {
    if (matrix == null) {
      matrix = stacked();
    }
    return matrix;
  }

  private Tensor stacked() {
    try (PointerScope _ = new PointerScope()) {
      long ranks = 0;
      for (Part part : parts) {
        ranks += part == null ? 0 : part.rank();
      }
      Tensor all = Native.empty(weight.data(), weight.data().size(0), ranks).zero_();
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        if (part != null) {
          Parameter.Slot slot = weight.slots().get(i);
          all.narrow(0, slot.firstRow(), slot.rows())
              .narrow(1, part.firstRank(), part.rank())
              .copy_(part.b().data());
        }
      }
      return Native.keep(all);
    }
  }

  /// To be called when a B has changed.
  synchronized void forget() {
    Native.release(matrix);
    matrix = null;
  }
}
