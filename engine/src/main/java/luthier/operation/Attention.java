package luthier.operation;

import java.util.List;
import luthier.kernel.Kernels;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Causal attention inside each document, by blocks of queries, with the heads that share keys
/// folded into the rows of one product. The way back recomputes the probabilities from the kept
/// log-sums (Dao et al. 2022, arXiv:2205.14135, algorithm 4, without the split over keys).
///
/// Shapes: D documents of S tokens, H heads, K key heads, R = H / K, E head size, Q queries of a
/// block, T keys it sees.
///
/// @param window keys that a query sees at most, itself included; [Integer#MAX_VALUE] for all
public record Attention(int heads, int keyHeads, int headSize, int window) {

  private static final int BLOCK = 256;

  /// Keys are padded to a multiple of this, so that vector kernels need no remainder loops.
  private static final int STEP = 32;

  double scale() {
    return 1 / Math.sqrt(headSize);
  }

  /// @param qkv [tokens, (H + 2 K) E]
  /// @return [tokens, H E]
  Value apply(Ops ops, Value qkv, Documents documents) {
    Kernels kernels = ops.kernels();
    try (PointerScope _ = new PointerScope()) {
      Tensor out = Native.empty(qkv.data(), qkv.data().size(0), (long) heads * headSize);
      List<Documents.Group> groups = documents.groups();
      Tensor[] saved = new Tensor[groups.size() + 1]; // the log-sums of each group, and the output
      saved[groups.size()] = out;
      for (int i = 0; i < groups.size(); i++) {
        saved[i] = forward(groups.get(i), kernels, qkv.data(), out);
      }
      return ops.tape()
          .record(
              out,
              qkv.needsGradient(),
              dy -> {
                Tensor dqkv = torch.empty_like(qkv.data());
                for (int i = 0; i < groups.size(); i++) {
                  backward(groups.get(i), kernels, qkv.data(), out, saved[i], dy, dqkv);
                }
                qkv.addGradient(dqkv);
              },
              saved);
    }
  }

  /// Attention of the newest tokens of one document over all its keys, for generation.
  ///
  /// @param qkv [new tokens, (H + 2 K) E]
  /// @param cache gets the new keys and values
  Tensor applyCached(Kernels kernels, Tensor qkv, KeyValueCache.Layer cache) {
    int queries = Math.toIntExact(qkv.size(0));
    int past = cache.length();
    Tensor x = qkv.view(1, queries, -1, headSize);
    cache.append(x.narrow(2, heads, keyHeads), x.narrow(2, heads + keyHeads, keyHeads));
    Tensor q = byKeyHead(x.narrow(2, 0, heads));
    Tensor out = Native.empty(qkv, queries, (long) heads * headSize);
    Tensor y = byKeyHead(out.view(1, queries, heads, headSize));
    for (int first = 0; first < queries; first += BLOCK) {
      try (PointerScope _ = new PointerScope()) {
        int count = Math.min(BLOCK, queries - first);
        int seen = roundUp(past + first + count);
        Tensor qBlock = q.narrow(3, first, count).reshape(keyHeads, -1, headSize);
        Tensor p = torch.bmm(qBlock, cache.keys(seen).transpose(1, 2));
        Tensor logSum = Native.emptyFloat(qkv, p.size(0), p.size(1));
        kernels.attentionForward(p, logSum, count, past + first, window, scale());
        Tensor part = torch.bmm(p, cache.values(seen));
        y.narrow(3, first, count).copy_(part.view(1, keyHeads, heads / keyHeads, count, headSize));
      }
    }
    return out;
  }

  /// Rows of one group as [D, S, heads, E].
  private Tensor view(Tensor rows, Documents.Group group) {
    return rows.narrow(0, group.firstToken(), group.tokens())
        .view(group.count(), group.length(), -1, headSize);
  }

  /// @return the log-sums [D, H, S]
  private Tensor forward(Documents.Group group, Kernels kernels, Tensor qkv, Tensor out) {
    int length = group.length();
    int shared = heads / keyHeads;
    Tensor x = view(qkv, group);
    Tensor q = byKeyHead(x.narrow(2, 0, heads));
    Tensor y = byKeyHead(view(out, group));
    Tensor k = padded(x.narrow(2, heads, keyHeads));
    Tensor v = padded(x.narrow(2, heads + keyHeads, keyHeads));
    Tensor logSum = Native.emptyFloat(qkv, group.count(), heads, length);
    for (int first = 0; first < length; first += BLOCK) {
      try (PointerScope _ = new PointerScope()) {
        int queries = Math.min(BLOCK, length - first);
        int seen = roundUp(first + queries);
        Tensor qBlock = q.narrow(3, first, queries).reshape(k.size(0), -1, headSize);
        Tensor p = torch.bmm(qBlock, k.narrow(1, 0, seen).transpose(1, 2)); // [D K, R Q, T]
        Tensor blockSum = Native.emptyFloat(qkv, group.count(), heads, queries);
        kernels.attentionForward(p, blockSum, queries, first, window, scale());
        logSum.narrow(2, first, queries).copy_(blockSum);
        Tensor part = torch.bmm(p, v.narrow(1, 0, seen));
        y.narrow(3, first, queries)
            .copy_(part.view(group.count(), keyHeads, shared, queries, headSize));
      }
    }
    return logSum;
  }

  private void backward(
      Documents.Group group,
      Kernels kernels,
      Tensor qkv,
      Tensor out,
      Tensor logSum,
      Tensor dOut,
      Tensor dqkv) {
    int length = group.length();
    long batch = (long) group.count() * keyHeads;
    int shared = heads / keyHeads;
    Tensor x = view(qkv, group);
    Tensor dx = view(dqkv, group);
    ScalarTypeOptional float32 = new ScalarTypeOptional(ScalarType.Float);
    Tensor delta = // [D, H, S]
        view(dOut, group)
            .mul(view(out, group))
            .sum(new long[] {-1}, false, float32)
            .transpose(1, 2)
            .contiguous();
    Tensor q = byKeyHead(x.narrow(2, 0, heads));
    Tensor dq = byKeyHead(dx.narrow(2, 0, heads));
    Tensor dy = byKeyHead(view(dOut, group));
    Tensor k = padded(x.narrow(2, heads, keyHeads));
    Tensor v = padded(x.narrow(2, heads + keyHeads, keyHeads));
    Tensor dk = torch.zeros_like(k);
    Tensor dv = torch.zeros_like(v);
    for (int first = (length - 1) / BLOCK * BLOCK; first >= 0; first -= BLOCK) {
      try (PointerScope _ = new PointerScope()) {
        int queries = Math.min(BLOCK, length - first);
        int seen = roundUp(first + queries);
        Tensor qBlock = q.narrow(3, first, queries).reshape(batch, -1, headSize);
        Tensor dyBlock = dy.narrow(3, first, queries).reshape(batch, -1, headSize);
        Tensor kSeen = k.narrow(1, 0, seen);
        Tensor p = torch.bmm(qBlock, kSeen.transpose(1, 2)); // [D K, R Q, T]
        Tensor ds = torch.bmm(dyBlock, v.narrow(1, 0, seen).transpose(1, 2));
        kernels.attentionBackward(
            p,
            ds,
            rowsOf(logSum, first, queries),
            rowsOf(delta, first, queries),
            queries,
            first,
            window,
            scale());
        dv.narrow(1, 0, seen).add_(torch.bmm(p.transpose(1, 2), dyBlock));
        dk.narrow(1, 0, seen).add_(torch.bmm(ds.transpose(1, 2), qBlock));
        dq.narrow(3, first, queries)
            .copy_(torch.bmm(ds, kSeen).view(group.count(), keyHeads, shared, queries, headSize));
      }
    }
    dx.narrow(2, heads, keyHeads).copy_(unpadded(dk, group));
    dx.narrow(2, (long) heads + keyHeads, keyHeads).copy_(unpadded(dv, group));
  }

  /// [D, S, K, E] as [D K, S padded, E] with zeros at the end.
  private Tensor padded(Tensor x) {
    long length = x.size(1);
    Tensor all =
        torch.zeros_like(
            Native.empty(x, x.size(0), keyHeads, roundUp(Math.toIntExact(length)), headSize));
    all.narrow(2, 0, length).copy_(x.transpose(1, 2));
    return all.view(x.size(0) * keyHeads, -1, headSize);
  }

  private Tensor unpadded(Tensor x, Documents.Group group) {
    return x.view(group.count(), keyHeads, -1, headSize)
        .narrow(2, 0, group.length())
        .transpose(1, 2);
  }

  static int roundUp(int length) {
    return Math.ceilDiv(length, STEP) * STEP;
  }

  /// [D, S, H, E] as [D, K, R, S, E], a view.
  private Tensor byKeyHead(Tensor x) {
    return x.view(x.size(0), x.size(1), keyHeads, heads / keyHeads, headSize)
        .permute(0, 2, 3, 1, 4);
  }

  /// The entries of a [D, H, S] table for one block of queries, in the order of the block's rows:
  /// [D K, R Q].
  private Tensor rowsOf(Tensor table, int first, int queries) {
    return table.narrow(2, first, queries).reshape(table.size(0) * keyHeads, -1).contiguous();
  }
}
