package luthier.weights;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// A tensor that is to be written: what the header says about it, and where the numbers come from
/// when their turn is there. A large model is thus written with one tensor at a time in memory.
///
/// @param name its name in the file
/// @param type the type to store it as; the writer converts
/// @param shape its sizes
/// @param value gives the tensor, on any device and of any layout, with exactly that shape; called
///   once, inside a PointerScope that owns what it makes
public record TensorSource(String name, StoredType type, List<Long> shape, Supplier<Tensor> value) {

  public TensorSource {
    shape = List.copyOf(shape);
    if (name.equals("__metadata__")) {
      throw new IllegalArgumentException("a tensor cannot be named __metadata__");
    }
    if (type.scalarType().isEmpty()) {
      throw new IllegalArgumentException(name + ": " + type + " cannot be written");
    }
  }

  /// A tensor stored as it is.
  public static TensorSource of(String name, Tensor tensor) {
    return of(name, tensor, StoredType.of(tensor.scalar_type()));
  }

  /// A tensor stored as `type`.
  public static TensorSource of(String name, Tensor tensor, StoredType type) {
    return new TensorSource(
        name, type, Arrays.stream(tensor.shape()).boxed().toList(), () -> tensor);
  }

  /// Bytes of data in the file.
  public long byteSize() {
    long bits = type.bits();
    for (long size : shape) {
      bits = Math.multiplyExact(bits, size);
    }
    return bits / 8;
  }
}
