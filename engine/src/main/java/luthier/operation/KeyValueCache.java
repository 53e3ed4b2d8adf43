package luthier.operation;

import java.util.ArrayList;
import java.util.List;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// Keys and values of the tokens that a model has already seen, for one sequence.
public final class KeyValueCache implements AutoCloseable {

  private final List<Layer> layers = new ArrayList<>();

  /// @param like a tensor of the type and device to compute with
  /// @param capacity tokens at most
  public KeyValueCache(int layerCount, int keyHeads, int headSize, int capacity, Tensor like) {
    int room = QueryBlock.roundUp(capacity);
    try (PointerScope _ = new PointerScope()) {
      TensorOptions options =
          new TensorOptions(like.scalar_type()).device(new DeviceOptional(like.device()));
      for (int i = 0; i < layerCount; i++) {
        layers.add(
            new Layer(
                Native.keep(torch.zeros(new long[] {keyHeads, room, headSize}, options)),
                Native.keep(torch.zeros(new long[] {keyHeads, room, headSize}, options))));
      }
    }
  }

  public Layer layer(int index) {
    return layers.get(index);
  }

  /// Tokens seen so far.
  public int length() {
    return layers.getFirst().length;
  }

  /// Forgets the tokens after the first `length`.
  public void cutTo(int length) {
    for (Layer layer : layers) {
      layer.length = Math.min(layer.length, length);
    }
  }

  @Override
  public void close() {
    for (Layer layer : layers) {
      Native.release(layer.keys);
      Native.release(layer.values);
    }
    layers.clear();
  }

  /// One layer's keys and values, [K, capacity, E] each.
  public static final class Layer {
    private final Tensor keys;
    private final Tensor values;
    private int length;

    Layer(Tensor keys, Tensor values) {
      this.keys = keys;
      this.values = values;
    }

    int length() {
      return length;
    }

    /// @param k [tokens, K, E]
    void append(Tensor k, Tensor v) {
      long tokens = k.size(0);
      if (length + tokens > keys.size(1)) {
        throw new IllegalStateException(
            "cache of " + keys.size(1) + " tokens is full at " + length + " + " + tokens);
      }
      keys.narrow(1, length, tokens).copy_(k.transpose(0, 1));
      values.narrow(1, length, tokens).copy_(v.transpose(0, 1));
      length += (int) tokens;
    }

    Tensor keys(int count) {
      return keys.narrow(1, 0, count);
    }

    Tensor values(int count) {
      return values.narrow(1, 0, count);
    }
  }
}
