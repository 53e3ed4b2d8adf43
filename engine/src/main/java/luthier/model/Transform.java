package luthier.model;

import java.util.ArrayList;
import java.util.List;
import luthier.operation.Linear;
import luthier.operation.Ops;
import luthier.operation.Value;
import luthier.tensor.Parameter;
import org.jspecify.annotations.Nullable;

/// A [TransformShape] with its weights.
record Transform(TransformShape shape, Linear dense, @Nullable Norm norm) {

  /// @param x [rows, width]
  Value apply(Ops ops, Value x) {
    Value activated = ops.activation(ops.linear(x, dense), shape.activation());
    return norm == null ? activated : norm.apply(ops, activated);
  }

  List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(dense.parameters());
    if (norm != null) {
      all.addAll(norm.parameters());
    }
    return all;
  }
}
