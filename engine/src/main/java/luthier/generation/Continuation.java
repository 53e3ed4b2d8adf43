package luthier.generation;

import java.util.Arrays;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.KeyValueCache;
import luthier.operation.Ops;
import luthier.operation.Tape;
import luthier.operation.Value;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// A sequence that grows, with what the model keeps of its tokens.
final class Continuation implements AutoCloseable {

  private final LanguageModel model;
  private final Kernels kernels;
  private final int[] ids;
  private final KeyValueCache cache;
  private int length;

  /// @param capacity tokens at most
  Continuation(LanguageModel model, Kernels kernels, int capacity) {
    this.model = model;
    this.kernels = kernels;
    this.ids = new int[capacity];
    this.cache = model.newCache(capacity);
  }

  /// Adds at least one token at the end.
  ///
  /// @return the logits after the last one, [vocabulary]
  float[] add(int... fresh) {
    System.arraycopy(fresh, 0, ids, length, fresh.length);
    length += fresh.length;
    if (!model.cacheHoldsAt(length)) {
      cache.cutTo(0); // every key turns with the length of the whole: all are computed again
    }
    return logits(Arrays.copyOfRange(ids, cache.length(), length));
  }

  private float[] logits(int[] uncached) {
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      long[] wide = Arrays.stream(uncached).asLongStream().toArray();
      Dropout none = Dropout.none(Documents.of(uncached.length));
      Ops ops = new Ops(kernels, tape, 0, none, GradientSink.ACCUMULATE);
      Value hidden = model.hidden(ops, Native.longs(wide), cache);
      Tensor last = hidden.data().narrow(0, uncached.length - 1L, 1);
      return Native.toFloats(model.head().logits(last));
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
