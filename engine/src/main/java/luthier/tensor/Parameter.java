package luthier.tensor;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// A weight of the model, and if it is trained a float32 gradient for each worker.
///
/// Projections of the same input are stacked into one parameter (query, key and value; gate and up), so
/// that they are one matrix product; [#slots] says which rows are which tensor of a checkpoint.
public final class Parameter {

  /// Rows of the parameter that a checkpoint knows as a tensor of its own.
  ///
  /// @param name the tensor's name in the checkpoint
  public record Slot(String name, long firstRow, long rows) {}

  private final List<Slot> slots;
  private final Tensor data;
  private Tensor @Nullable [] gradients;

  /// @param data the values in the type that the model computes with; kept until [#release]
  public Parameter(List<Slot> slots, Tensor data) {
    this.slots = List.copyOf(slots);
    this.data = Native.keep(data);
  }

  /// A parameter that is one tensor of the checkpoint.
  public static Parameter of(String name, Tensor data) {
    return new Parameter(List.of(new Slot(name, 0, data.size(0))), data);
  }

  public List<Slot> slots() {
    return slots;
  }

  /// The first slot's name; for messages.
  public String name() {
    return slots.getFirst().name();
  }

  public Tensor data() {
    return data;
  }

  /// The rows of one slot, a view.
  public Tensor data(Slot slot) {
    return data.narrow(0, slot.firstRow(), slot.rows());
  }

  public boolean trained() {
    return gradients != null;
  }

  /// Makes this parameter trained, with a gradient for each worker.
  public void train(int workers) {
    release(gradients);
    Tensor[] fresh = new Tensor[workers];
    try (PointerScope _ = new PointerScope()) {
      for (int i = 0; i < workers; i++) {
        fresh[i] = Native.keep(torch.zeros_like(data.to(ScalarType.Float)));
      }
    }
    gradients = fresh;
  }

  /// Where a worker adds its part; null if the parameter is frozen.
  public @Nullable Tensor gradient(int worker) {
    return gradients == null ? null : gradients[worker];
  }

  /// The sum over the workers, always in the same order, in the first worker's memory; the others are
  /// cleared, so that the sum stays right when it is asked for again.
  public Tensor totalGradient() {
    Tensor[] parts = trainedGradients();
    for (int i = 1; i < parts.length; i++) {
      parts[0].add_(parts[i]);
      parts[i].zero_();
    }
    return parts[0];
  }

  public void clearGradient() {
    for (Tensor gradient : trainedGradients()) {
      gradient.zero_();
    }
  }

  private Tensor[] trainedGradients() {
    if (gradients == null) {
      throw new IllegalStateException(name() + " is not trained");
    }
    return gradients;
  }

  /// A float32 copy of the values.
  public Tensor copy() {
    return data.to(ScalarType.Float, false, true, new MemoryFormatOptional());
  }

  public void release() {
    Native.release(data);
    release(gradients);
    gradients = null;
  }

  private static void release(Tensor @Nullable [] tensors) {
    if (tensors != null) {
      for (Tensor tensor : tensors) {
        Native.release(tensor);
      }
    }
  }
}
