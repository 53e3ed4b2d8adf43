package luthier.tensor;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// A weight of the model, and if it is trained a float32 gradient for each worker.
///
/// Projections of the same input are stacked into one parameter (query, key and value; gate and
/// up), so that they are one matrix product; [#slots] says which rows are which tensor of a
/// checkpoint.
public final class Parameter {

  /// Rows of the parameter that a checkpoint knows as a tensor of its own.
  ///
  /// @param name the tensor's name in the checkpoint
  /// @param transposed whether the checkpoint holds the matrix as [inputs, outputs]
  public record Slot(String name, long firstRow, long rows, boolean transposed) {

    public Slot(String name, long firstRow, long rows) {
      this(name, firstRow, rows, false);
    }

    /// This slot's part of a tensor with the parameter's rows, as the checkpoint holds it; a view.
    public Tensor of(Tensor whole) {
      return asStored(whole.narrow(0, firstRow, rows));
    }

    /// A tensor with this slot's rows, as the checkpoint holds it; a view.
    public Tensor asStored(Tensor part) {
      return transposed ? part.t() : part;
    }
  }

  private final List<Slot> slots;
  private final Tensor data;
  private @Nullable Tensor master; // null: not trained, or the data is float32 itself
  private Tensor @Nullable [] gradients;

  /// @param values float32; the model computes with them rounded to `type`
  /// @param keepMaster whether the float32 values are kept as well, because they will be trained
  public Parameter(List<Slot> slots, Tensor values, ScalarType type, boolean keepMaster) {
    this.slots = List.copyOf(slots);
    try (PointerScope _ = new PointerScope()) {
      boolean rounded = type != ScalarType.Float;
      this.data = rounded ? Native.keep(values.to(type)) : Native.share(values);
      this.master = rounded && keepMaster ? Native.share(values) : null;
    }
  }

  /// A parameter that is one tensor of the checkpoint.
  public static Parameter of(String name, Tensor values, ScalarType type, boolean keepMaster) {
    return new Parameter(List.of(new Slot(name, 0, values.size(0))), values, type, keepMaster);
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

  /// The float32 values that an optimizer changes; [#masterChanged] then rounds them for the model.
  public Tensor master() {
    if (Native.isFloat32(data)) {
      return data;
    }
    if (master == null) {
      try (PointerScope _ = new PointerScope()) {
        master = Native.keep(data.to(ScalarType.Float));
      }
    }
    return master;
  }

  /// To be called when the master values have changed.
  public void masterChanged() {
    if (master != null) {
      data.copy_(master);
    }
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
        fresh[i] = Native.keep(torch.zeros_like(master()));
      }
    }
    gradients = fresh;
  }

  /// Where a worker adds its part; null if the parameter is frozen.
  public @Nullable Tensor gradient(int worker) {
    return gradients == null ? null : gradients[worker];
  }

  /// The sum over the workers, always in the same order, in the first worker's memory; the others
  /// are cleared, so that the sum stays right when it is asked for again.
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

  public void release() {
    Native.release(data);
    Native.release(master);
    master = null;
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
