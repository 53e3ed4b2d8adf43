package luthier.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import luthier.kernel.CachedRows;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Keys and values of the tokens that a model has already seen, for one sequence. Its memory grows
/// by doubling.
public final class KeyValueCache implements AutoCloseable {

  private final int keyHeads;
  private final int headSize;
  private final int most;
  private final Tensor like;
  private final List<Layer> layers = new ArrayList<>();
  private int room;

  /// @param most tokens at most
  /// @param like a tensor of the type and device to compute with; it must outlive the cache
  public KeyValueCache(int layerCount, int keyHeads, int headSize, int most, Tensor like) {
    this.keyHeads = keyHeads;
    this.headSize = headSize;
    this.most = most;
    this.like = like;
    for (int i = 0; i < layerCount; i++) {
      layers.add(new Layer());
    }
  }

  public Layer layer(int index) {
    return layers.get(index);
  }

  /// Tokens seen so far.
  public int length() {
    return layers.getFirst().length;
  }

  /// Makes room for so many more tokens.
  void reserve(int more) {
    int wanted = length() + more;
    if (wanted > most) {
      throw new IllegalStateException(
          "cache of " + most + " tokens is full at " + length() + " + " + more);
    }
    if (wanted > room) {
      room = capacity(Math.min(most, Math.max(wanted, 2 * room)));
      layers.forEach(this::enlarge);
    }
  }

  /// Whole blocks, since the vector kernels read past the last token; and an odd number of them:
  /// rows of keys that lie a power of two apart share few places of the processor's cache.
  private static int capacity(int tokens) {
    int blocks = Math.ceilDiv(tokens, QueryBlock.STEP) | 1;
    return blocks * QueryBlock.STEP;
  }

  private void enlarge(Layer layer) {
    try (PointerScope _ = new PointerScope()) {
      TensorOptions options =
          new TensorOptions(like.scalar_type()).device(new DeviceOptional(like.device()));
      // zeros: what is masked is still multiplied, and must be a number
      Tensor keys = torch.zeros(new long[] {keyHeads, headSize, room}, options);
      Tensor values = torch.zeros(new long[] {keyHeads, room, headSize}, options);
      if (layer.length > 0) {
        keys.narrow(2, 0, layer.length).copy_(layer.keys(layer.length));
        values.narrow(1, 0, layer.length).copy_(layer.values(layer.length));
      }
      layer.release();
      layer.rows = CachedRows.of(Native.keep(keys), Native.keep(values));
    }
  }

  /// Forgets the tokens after the first `length`.
  public void cutTo(int length) {
    for (Layer layer : layers) {
      layer.length = Math.min(layer.length, length);
    }
  }

  @Override
  public void close() {
    layers.forEach(Layer::release);
    layers.clear();
  }

  /// One layer's keys and values.
  public static final class Layer {
    private @Nullable CachedRows rows; // null: no room yet
    private int length;

    int length() {
      return length;
    }

    CachedRows rows() {
      return Objects.requireNonNull(rows, "reserve was not called");
    }

    /// @param k [tokens, K, E]
    void append(Tensor k, Tensor v) {
      long tokens = k.size(0);
      rows().keys().narrow(2, length, tokens).copy_(k.permute(1, 2, 0));
      rows().values().narrow(1, length, tokens).copy_(v.transpose(0, 1));
      length += (int) tokens;
    }

    /// Tells that a kernel has added one token.
    void appended() {
      length++;
    }

    /// [K, E, count]
    Tensor keys(int count) {
      return rows().keys().narrow(2, 0, count);
    }

    /// [K, count, E]
    Tensor values(int count) {
      return rows().values().narrow(1, 0, count);
    }

    private void release() {
      if (rows != null) {
        Native.release(rows.keys());
        Native.release(rows.values());
        rows = null;
      }
    }
  }
}
