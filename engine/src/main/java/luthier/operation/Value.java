package luthier.operation;

import java.util.function.Supplier;
import luthier.tensor.Native;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// A tensor on its way through the network, and the gradient that comes back to it.
public final class Value {

  private final boolean needsGradient;
  private final @Nullable Supplier<Tensor> rebuild; // null: the data stays until the way back
  private @Nullable Tensor data;
  private @Nullable Tensor gradient;

  Value(Tensor data, boolean needsGradient, @Nullable Supplier<Tensor> rebuild) {
    this.data = Native.share(data);
    this.needsGradient = needsGradient;
    this.rebuild = rebuild;
  }

  boolean needsGradient() {
    return needsGradient;
  }

  public Tensor data() {
    if (data == null) {
      if (rebuild == null) {
        throw new IllegalStateException("a value was read after its release");
      }
      data = Native.share(rebuild.get());
    }
    return data;
  }

  /// Frees the data of a value that is cheaper to compute again than to store.
  void dropIfCheap() {
    if (rebuild != null && data != null) {
      Native.release(data);
      data = null;
    }
  }

  /// The gradient that arrived; null when nothing depended on this value.
  @Nullable Tensor gradient() {
    return gradient;
  }

  /// Several values may hold the same gradient tensor (a residual sum hands one to both sides).
  void addGradient(Tensor more) {
    if (!needsGradient) {
      return;
    }
    if (gradient == null) {
      gradient = Native.share(more);
    } else {
      gradientToAddTo().add_(more);
    }
  }

  /// The gradient as a tensor that only this value holds, copied first if somebody still has to
  /// read it.
  Tensor gradientToAddTo() {
    if (gradient == null) {
      gradient = Native.keep(torch.zeros_like(data()));
    } else if (gradient.use_count() > 1) {
      Tensor own = Native.keep(gradient.clone());
      Native.release(gradient);
      gradient = own;
    }
    return gradient;
  }

  void release() {
    Native.release(data);
    Native.release(gradient);
    data = null;
    gradient = null;
  }
}
