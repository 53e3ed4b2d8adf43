package luthier.operation;

import java.util.Arrays;
import java.util.List;
import luthier.kernel.AttentionShape;
import luthier.kernel.CachedRows;
import luthier.kernel.Kernels;
import luthier.kernel.VisibleKeys;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Attention inside each document, by blocks of queries, with the heads that share keys folded into
/// the rows of one product. The way back recomputes the probabilities from the kept log-sums (Dao
/// et al. 2022, arXiv:2205.14135, algorithm 4, without the split over keys).
///
/// Shapes: N tokens of a micro-batch, H heads, K key heads, R = H / K, E head size, Q queries of a
/// block, T keys it sees.
///
/// @param reach how far a query sees
/// @param scale of the products of queries and keys, usually `1 / sqrt(E)`
/// @param cap that no scaled product exceeds, by `cap tanh(product / cap)`; 0 for none
public record Attention(
    int heads, int keyHeads, int headSize, Reach reach, double scale, double cap) {

  /// A causal one.
  ///
  /// @param window keys that a query sees at most, itself included; [Integer#MAX_VALUE] for all
  public Attention(int heads, int keyHeads, int headSize, int window, double scale, double cap) {
    this(heads, keyHeads, headSize, Reach.causal(window), scale, cap);
  }

  /// The scale of the softmax: what is left of it after [#bend].
  private double softmaxScale() {
    return cap == 0 ? scale : cap;
  }

  /// Brings products with a cap into (-1, 1), in place.
  private void bend(Tensor products) {
    if (cap != 0) {
      products.mul_(Native.scalar(scale / cap)).tanh_();
    }
  }

  /// @param qkv [N, (H + 2 K) E]
  /// @return [N, H E]
  /// @param place of the random numbers of its dropout
  /// @param dropped probability of a probability to be dropped; 0 for none. With it every head has
  ///   keys of its own
  Value apply(Ops ops, Value qkv, Documents documents, int place, double dropped) {
    if (dropped > 0 && heads != keyHeads) {
      throw new IllegalArgumentException("dropout with shared keys");
    }
    List<QueryBlock> blocks = QueryBlock.of(documents.lengths(), reach);
    try (PointerScope _ = new PointerScope()) {
      Tensor out = Native.empty(qkv.data(), qkv.data().size(0), (long) heads * headSize);
      Masks masks =
          block ->
              dropped == 0
                  ? null
                  : ops.dropout()
                      .attentionMask(
                          place,
                          heads,
                          block.first(),
                          block.padded(),
                          block.firstKey(),
                          block.keys(),
                          dropped)
                      .to(qkv.data().scalar_type());
      Tensor[] logSums = forward(blocks, ops.kernels(), qkv.data(), out, masks);
      return ops.tape()
          .record(
              out,
              qkv.needsGradient(),
              dy -> {
                Tensor dqkv = torch.empty_like(qkv.data());
                backward(blocks, ops.kernels(), qkv.data(), logSums, dy, dqkv, masks);
                qkv.addGradient(dqkv);
              },
              logSums);
    }
  }

  /// What a block's probabilities are multiplied with; null for nothing.
  private interface Masks {
    @Nullable Tensor of(QueryBlock block);
  }

  /// Attention of the newest tokens of each sequence over all of its sequence, for generation.
  ///
  /// @param qkv [new tokens, (H + 2 K) E]
  /// @param layer whose caches get the new keys and values
  Tensor applyCached(Kernels kernels, Tensor qkv, CachedBatch batch, int layer) {
    KeyValueCache.Layer[] caches = batch.layers(layer);
    int[] fresh = batch.fresh();
    Tensor out = Native.empty(qkv, qkv.size(0), (long) heads * headSize);
    if (batch.oneEach() && cap == 0 && attendNewest(kernels, qkv, caches, out)) {
      return out;
    }
    boolean allNew = Arrays.stream(caches).allMatch(cache -> cache.length() == 0);
    if (allNew) {
      forward(QueryBlock.of(fresh, reach), kernels, qkv, out, _ -> null);
    }
    int first = 0;
    for (int i = 0; i < fresh.length; i++) {
      Tensor x = qkv.narrow(0, first, fresh[i]).view(fresh[i], -1, headSize);
      caches[i].append(
          x.narrow(1, heads, keyHeads), x.narrow(1, (long) heads + keyHeads, keyHeads));
      if (!allNew) {
        Tensor y = out.narrow(0, first, fresh[i]).view(fresh[i], heads, headSize);
        attendCached(kernels, x.narrow(1, 0, heads), caches[i], y);
      }
      first += fresh[i];
    }
    return out;
  }

  private boolean attendNewest(
      Kernels kernels, Tensor qkv, KeyValueCache.Layer[] caches, Tensor out) {
    CachedRows[] rows = new CachedRows[caches.length];
    int[] past = new int[caches.length];
    for (int i = 0; i < caches.length; i++) {
      rows[i] = caches[i].rows();
      past[i] = caches[i].length();
    }
    AttentionShape shape = new AttentionShape(heads, keyHeads, headSize, reach.window(), scale);
    boolean done = kernels.attendNewest(qkv, shape, rows, past, out);
    for (int i = 0; done && i < caches.length; i++) {
      caches[i].appended();
    }
    return done;
  }

  /// @param x [new tokens, H, E], the queries of the newest tokens of the cache
  /// @param out [new tokens, H, E], written
  private void attendCached(Kernels kernels, Tensor x, KeyValueCache.Layer cache, Tensor out) {
    int queries = Math.toIntExact(x.size(0));
    int past = cache.length() - queries;
    Tensor q = byKeyHead(x);
    Tensor y = byKeyHead(out);
    for (int first = 0; first < queries; first += QueryBlock.MOST) {
      try (PointerScope _ = new PointerScope()) {
        int count = Math.min(QueryBlock.MOST, queries - first);
        int seen = QueryBlock.roundUp(past + first + count);
        Tensor qBlock = q.narrow(2, first, count).reshape(keyHeads, -1, headSize);
        Tensor p = torch.bmm(qBlock, cache.keys(seen));
        bend(p);
        Tensor logSum = Native.emptyFloat(x, p.size(0), p.size(1));
        kernels.attentionForward(
            p, logSum, VisibleKeys.causal(past + first, count, reach.window()), softmaxScale());
        Tensor part = torch.bmm(p, cache.values(seen));
        y.narrow(2, first, count).copy_(part.view(keyHeads, heads / keyHeads, count, headSize));
      }
    }
  }

  /// Floating-point operations of one of its products, of all queries with all keys that their
  /// blocks look at; there are two forward and five on the way back.
  double operations(Documents documents) {
    double pairs = 0;
    for (QueryBlock block : QueryBlock.of(documents.lengths(), reach)) {
      pairs += (double) block.padded() * block.keys();
    }
    return 2 * pairs * heads * headSize;
  }

  /// @return the log-sums of each block, [K, R Q]
  private Tensor[] forward(
      List<QueryBlock> blocks, Kernels kernels, Tensor qkv, Tensor out, Masks masks) {
    Tensor[] logSums = new Tensor[blocks.size()];
    Tensor x = qkv.view(qkv.size(0), -1, headSize);
    Tensor y = byKeyHead(out.view(out.size(0), heads, headSize));
    Tensor q = headsFirst(x.narrow(1, 0, heads));
    Tensor k = headsFirst(x.narrow(1, heads, keyHeads));
    Tensor v = headsFirst(x.narrow(1, heads + keyHeads, keyHeads));
    for (int i = 0; i < logSums.length; i++) {
      QueryBlock block = blocks.get(i);
      logSums[i] = Native.emptyFloat(qkv, keyHeads, (long) heads / keyHeads * block.padded());
      try (PointerScope _ = new PointerScope()) {
        Tensor p = torch.bmm(queries(q, block), keys(k, block).transpose(1, 2)); // [K, R Q, T]
        bend(p);
        kernels.attentionForward(p, logSums[i], block.visible(), softmaxScale());
        if (masks.of(block) instanceof Tensor mask) {
          p.mul_(mask);
        }
        scatter(torch.bmm(p, keys(v, block)), block, y);
      }
    }
    return logSums;
  }

  private void backward(
      List<QueryBlock> blocks,
      Kernels kernels,
      Tensor qkv,
      Tensor[] logSums,
      Tensor dOut,
      Tensor dqkv,
      Masks masks) {
    long tokens = qkv.size(0);
    Tensor x = qkv.view(tokens, -1, headSize);
    Tensor dx = dqkv.view(tokens, -1, headSize);
    Tensor q = headsFirst(x.narrow(1, 0, heads));
    Tensor k = headsFirst(x.narrow(1, heads, keyHeads));
    Tensor v = headsFirst(x.narrow(1, heads + keyHeads, keyHeads));
    Tensor dy = headsFirst(dOut.view(tokens, heads, headSize));
    Tensor dq = byKeyHead(dx.narrow(1, 0, heads));
    Tensor dk = torch.zeros_like(k);
    Tensor dv = torch.zeros_like(v);
    for (int i = logSums.length - 1; i >= 0; i--) {
      QueryBlock block = blocks.get(i);
      try (PointerScope _ = new PointerScope()) {
        Tensor qBlock = queries(q, block);
        Tensor dyBlock = queries(dy, block);
        Tensor kBlock = keys(k, block);
        Tensor p = torch.bmm(qBlock, kBlock.transpose(1, 2)); // [K, R Q, T]
        bend(p);
        Tensor bent = cap == 0 ? p : p.clone();
        Tensor ds = torch.bmm(dyBlock, keys(v, block).transpose(1, 2));
        Tensor mask = masks.of(block);
        if (mask != null) {
          ds.mul_(mask);
        }
        kernels.attentionBackward(p, ds, logSums[i], block.visible(), softmaxScale());
        if (mask != null) {
          p.mul_(mask);
        }
        if (cap != 0) {
          ds.mul_(bent.square_().neg_().add_(Native.scalar(1)).mul_(Native.scalar(scale / cap)));
        }
        keys(dv, block).add_(torch.bmm(p.transpose(1, 2), dyBlock));
        keys(dk, block).add_(torch.bmm(ds.transpose(1, 2), qBlock));
        scatter(torch.bmm(ds, kBlock), block, dq);
      }
    }
    dx.narrow(1, heads, keyHeads).copy_(dk.narrow(1, 0, tokens).transpose(0, 1));
    dx.narrow(1, (long) heads + keyHeads, keyHeads).copy_(dv.narrow(1, 0, tokens).transpose(0, 1));
  }

  /// [N, heads, E] as [heads, N and a step of zeros, E], so that a block's padding reads numbers.
  private Tensor headsFirst(Tensor x) {
    long tokens = x.size(0);
    Tensor all = Native.empty(x, x.size(1), tokens + QueryBlock.STEP, headSize);
    all.narrow(1, 0, tokens).copy_(x.transpose(0, 1));
    all.narrow(1, tokens, QueryBlock.STEP).zero_();
    return all;
  }

  /// A block's rows of [H, N', E] as [K, R Q, E].
  private Tensor queries(Tensor x, QueryBlock block) {
    return x.narrow(1, block.first(), block.padded()).reshape(keyHeads, -1, headSize);
  }

  /// A block's rows of [K, N', E], a view [K, T, E].
  private static Tensor keys(Tensor x, QueryBlock block) {
    return x.narrow(1, block.firstKey(), block.keys());
  }

  /// Writes a block's result [K, R Q, E] to its place in [K, R, N, E].
  private void scatter(Tensor part, QueryBlock block, Tensor all) {
    all.narrow(2, block.first(), block.count())
        .copy_(
            part.view(keyHeads, heads / keyHeads, block.padded(), headSize)
                .narrow(2, 0, block.count()));
  }

  /// [N, H, E] as [K, R, N, E], a view.
  private Tensor byKeyHead(Tensor x) {
    return x.view(x.size(0), keyHeads, heads / keyHeads, headSize).permute(1, 2, 0, 3);
  }
}
