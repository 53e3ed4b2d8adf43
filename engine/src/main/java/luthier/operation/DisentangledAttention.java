package luthier.operation;

import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// DeBERTa's attention (He et al. 2021, arXiv:2006.03654, section 3.1): besides contents with
/// contents, queries meet the keys of distances, and keys the queries of distances. In plain
/// libtorch, a document at a time.
///
/// Shapes: H heads, E head size, n tokens of a document.
///
/// @param span distances that are told apart on either side
/// @param maxDistance from which on all distances are the same
/// @param logarithmic whether far distances share one of the `span` buckets, as in DeBERTa 2
/// @param contentToPosition whether queries meet distances (`c2p`)
/// @param positionToContent whether keys do (`p2c`)
public record DisentangledAttention(
    int heads,
    int headSize,
    int span,
    int maxDistance,
    boolean logarithmic,
    boolean contentToPosition,
    boolean positionToContent) {

  /// @param qkv [tokens, 3 H E]
  /// @param distances [2 span, 3 H E], the same projections of the table of distances
  /// @return [tokens, H E]
  /// @param place of the random numbers of its dropout
  /// @param dropped probability of a probability to be dropped; 0 for none
  Value apply(Ops ops, Value qkv, Value distances, Documents documents, int place, double dropped) {
    Masks masks =
        (at, length) ->
            dropped == 0
                ? null
                : ops.dropout()
                    .attentionMask(place, heads, at, length, at, length, dropped)
                    .to(qkv.data().scalar_type());
    try (PointerScope _ = new PointerScope()) {
      Tensor out = Native.empty(qkv.data(), qkv.data().size(0), (long) heads * headSize);
      int at = 0;
      for (int length : documents.lengths()) {
        try (PointerScope _ = new PointerScope()) {
          out.narrow(0, at, length)
              .copy_(
                  attend(qkv.data().narrow(0, at, length), distances.data(), masks.of(at, length)));
        }
        at += length;
      }
      return ops.tape()
          .record(
              out,
              qkv.needsGradient() || distances.needsGradient(),
              dy -> backward(qkv, distances, documents, masks, dy));
    }
  }

  /// What a document's probabilities are multiplied with; null for nothing.
  private interface Masks {
    @Nullable Tensor of(int first, int length);
  }

  private void backward(Value qkv, Value distances, Documents documents, Masks masks, Tensor dy) {
    Tensor dqkv = torch.empty_like(qkv.data());
    Tensor dDistances = torch.zeros_like(distances.data());
    int at = 0;
    for (int length : documents.lengths()) {
      try (PointerScope _ = new PointerScope()) {
        Tensor content = qkv.data().narrow(0, at, length).detach().requires_grad_(true);
        Tensor position = distances.data().detach().requires_grad_(true);
        Tensor mask = masks.of(at, length);
        TensorVector gradients;
        try (AutoGradMode _ = new AutoGradMode(true)) {
          gradients =
              torch.grad(
                  new TensorVector(attend(content, position, mask)),
                  new TensorVector(content, position),
                  new TensorVector(dy.narrow(0, at, length)),
                  new BoolOptional(),
                  false,
                  false);
        }
        try (AutoGradMode _ = new AutoGradMode(false)) {
          dqkv.narrow(0, at, length).copy_(new Tensor(gradients.get(0)));
          dDistances.add_(new Tensor(gradients.get(1)));
        }
      }
      at += length;
    }
    qkv.addGradient(dqkv);
    distances.addGradient(dDistances);
  }

  /// Attention inside one document.
  ///
  /// @param mask [H, n, n] what the probabilities are multiplied with; null for nothing
  private Tensor attend(Tensor qkv, Tensor distances, @Nullable Tensor mask) {
    int n = Math.toIntExact(qkv.size(0));
    Tensor content = headsFirst(qkv);
    Tensor position = headsFirst(distances);
    Tensor q = content.select(0, 0);
    Tensor k = content.select(0, 1);
    Tensor apart = apart(n);
    int parts = 1;
    Tensor scores = q.bmm(k.transpose(1, 2));
    if (contentToPosition) {
      parts++;
      Tensor met = q.bmm(position.select(0, 1).transpose(1, 2)); // [H, n, 2 span]
      scores = scores.add(met.gather(2, rows(n, apart, 1)));
    }
    if (positionToContent) {
      parts++;
      Tensor met = k.bmm(position.select(0, 0).transpose(1, 2));
      scores = scores.add(met.gather(2, rows(n, apart, -1)).transpose(1, 2));
    }
    Tensor p =
        scores
            .to(ScalarType.Float)
            .mul(Native.scalar(1 / Math.sqrt((double) headSize * parts)))
            .softmax(-1)
            .to(qkv.scalar_type());
    Tensor kept = mask == null ? p : p.mul(mask);
    return kept.bmm(content.select(0, 2)).transpose(0, 1).reshape(n, -1);
  }

  /// [rows, 3 H E] as [3, H, rows, E].
  private Tensor headsFirst(Tensor x) {
    return x.reshape(x.size(0), 3, heads, headSize).permute(1, 2, 0, 3).contiguous();
  }

  /// How far each key is behind each query, counted from n - 1 before it: [n n] int64.
  private static Tensor apart(long n) {
    Tensor place = torch.arange(new Scalar(n));
    return place.unsqueeze(1).sub(place).add(new Scalar(n - 1)).view(-1);
  }

  /// The row of each distance in the table, for all heads: [H, n, n] int64.
  ///
  /// @param direction 1, or -1 for distances seen from the key
  private Tensor rows(int n, Tensor apart, int direction) {
    long[] rows = new long[2 * n - 1];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Math.clamp(span + (long) direction * bucket(i - (n - 1)), 0, 2L * span - 1);
    }
    return Native.longs(rows).index_select(0, apart).view(n, n).expand(heads, n, n);
  }

  /// Near distances count singly, far ones by their logarithm, in float32 as in the reference.
  int bucket(int distance) {
    int middle = span / 2;
    int length = Math.abs(distance);
    if (!logarithmic || length <= middle) {
      return distance;
    }
    float share =
        (float) Math.log((float) length / middle)
            / (float) Math.log((float) ((maxDistance - 1) / (double) middle));
    int bucket = (int) Math.ceil(share * (middle - 1)) + middle;
    return distance < 0 ? -bucket : bucket;
  }
}
