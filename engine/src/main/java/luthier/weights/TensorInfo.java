package luthier.weights;

import java.util.List;

/// What a safetensors header says about one tensor; a record that exists was checked.
///
/// @param name the tensor's name in the file
/// @param type its element type
/// @param shape its sizes, each at least 0; empty for a single number
/// @param begin its first byte, counted from the end of the header
/// @param byteSize its length in bytes
public record TensorInfo(
    String name, StoredType type, List<Long> shape, long begin, long byteSize) {

  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /// The number of elements; 1 for a single number.
  public long elements() {
    long product = 1;
    for (long size : shape) {
      product *= size;
    }
    return product;
  }

  /// The sizes as libtorch takes them.
  public long[] sizes() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
