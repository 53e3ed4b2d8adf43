package luthier.tensor;

import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Who owns a tensor. A result of libtorch belongs to the innermost `PointerScope` unless it is
/// kept; whoever keeps it must release it.
public final class Native {

  private Native() {}

  /// Makes a tensor outlive the scope it was made in.
  public static Tensor keep(Tensor tensor) {
    tensor.retainReference();
    return tensor;
  }

  /// A second handle on the same memory, so that two owners can release independently.
  public static Tensor share(Tensor tensor) {
    return keep(new Tensor(tensor));
  }

  /// Gives up one ownership; nothing happens for null.
  public static void release(@Nullable Tensor tensor) {
    if (tensor != null && !tensor.isNull()) {
      tensor.releaseReference();
    }
  }

  /// Uninitialised, with the type and device of another tensor.
  public static Tensor empty(Tensor like, long... shape) {
    return like.new_empty(shape);
  }

  /// Uninitialised float32 on the device of another tensor.
  public static Tensor emptyFloat(Tensor like, long... shape) {
    if (like.is_cpu()) {
      return torch.empty(shape); // without the objects that describe it
    }
    TensorOptions options =
        new TensorOptions(ScalarType.Float).device(new DeviceOptional(like.device()));
    return torch.empty(shape, options, new MemoryFormatOptional());
  }

  public static Scalar scalar(double value) {
    return new Scalar(value);
  }

  /// A one-dimensional int64 tensor with its own memory.
  public static Tensor longs(long[] values) {
    return torch.tensor(values).clone();
  }

  /// A one-dimensional float32 tensor with its own memory.
  public static Tensor floats(float[] values) {
    return torch.tensor(values).clone();
  }

  /// The elements in row-major order, whatever the type and device.
  public static float[] toFloats(Tensor tensor) {
    Tensor plain = tensor.to(ScalarType.Float).cpu().contiguous();
    float[] values = new float[Math.toIntExact(plain.numel())];
    plain.data_ptr_float().get(values);
    return values;
  }

  public static boolean isBfloat16(Tensor tensor) {
    return tensor.scalar_type().intern() == ScalarType.BFloat16;
  }

  public static boolean isFloat32(Tensor tensor) {
    return tensor.scalar_type().intern() == ScalarType.Float;
  }
}
