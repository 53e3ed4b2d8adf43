package luthier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import luthier.kernel.Rotation;
import luthier.operation.Linear;
import luthier.operation.Ops;
import luthier.operation.Value;
import luthier.tensor.Parameter;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// The attention of one layer with its weights.
///
/// @param rotation which of the pass's rotations it turns by; -1 where it does not
record SelfAttention(
    AttentionShape shape,
    Linear queryKeyValue,
    @Nullable Norm queryNorm,
    @Nullable Norm keyNorm,
    int rotation,
    Linear output) {

  /// @param attend computes attention of turned queries, keys and values
  Value apply(Ops ops, List<Rotation> rotations, UnaryOperator<Value> attend, Value x) {
    Value qkv = ops.linear(x, queryKeyValue);
    if (shape.headByHead()) {
      qkv = ops.stock(qkv, List.of(), t -> queriesFirst(t[0]));
    }
    if (queryNorm != null && keyNorm != null) {
      qkv = normHeads(ops, qkv, queryNorm, keyNorm);
    }
    if (rotation >= 0) {
      int turning = shape.attention().heads() + shape.attention().keyHeads();
      qkv = ops.rotate(qkv, rotations.get(rotation), turning);
    }
    return ops.linear(attend.apply(qkv), output);
  }

  /// From query, key and value of each head to all queries, all keys, all values.
  private Tensor queriesFirst(Tensor qkv) {
    long tokens = qkv.size(0);
    return qkv.view(tokens, shape.attention().heads(), 3, shape.attention().headSize())
        .transpose(1, 2)
        .contiguous()
        .view(tokens, -1);
  }

  private Value normHeads(Ops ops, Value qkv, Norm query, Norm key) {
    long size = shape.attention().headSize();
    long queries = shape.attention().heads() * size;
    long keys = shape.attention().keyHeads() * size;
    return ops.stock(
        qkv,
        List.of(query.weight(), key.weight()),
        t -> {
          Tensor q = query.ofParts(t[0].narrow(1, 0, queries), t[1]);
          Tensor k = key.ofParts(t[0].narrow(1, queries, keys), t[2]);
          return torch.cat(new TensorVector(q, k, t[0].narrow(1, queries + keys, keys)), 1);
        });
  }

  List<Linear> linears() {
    return List.of(queryKeyValue, output);
  }

  List<Parameter> norms() {
    List<Parameter> norms = new ArrayList<>();
    if (queryNorm != null && keyNorm != null) {
      norms.addAll(queryNorm.parameters());
      norms.addAll(keyNorm.parameters());
    }
    return norms;
  }
}
