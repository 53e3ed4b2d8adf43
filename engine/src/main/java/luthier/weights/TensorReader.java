package luthier.weights;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import luthier.ResourceException;
import luthier.UnsupportedException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Copies one tensor from a file into memory that libtorch owns.
final class TensorReader {

  /// Bytes per read, and of the buffer that a conversion goes through.
  private static final int CHUNK = 16 << 20;

  private final SafetensorsFile file;
  private final TensorInfo info;

  TensorReader(SafetensorsFile file, TensorInfo info) {
    this.file = file;
    this.info = info;
  }

  /// @param stored the libtorch type with the file's bits
  /// @param wanted the type of the result
  Tensor read(ScalarType stored, ScalarType wanted) {
    ScalarType target = wanted.intern();
    if (stored != target && !StoredType.of(target).isFloat()) {
      throw new UnsupportedException(
          file.where(info) + "dtype " + info.type() + " cannot be read as " + target);
    }
    Tensor result;
    try (PointerScope _ = new PointerScope()) {
      result = empty(info.sizes(), target);
      if (info.byteSize() > 0) {
        if (stored == target && info.type() != StoredType.BOOL) {
          readInto(memory(result, info.byteSize()), 0);
        } else {
          convertInto(result, info.type() == StoredType.BOOL ? ScalarType.Byte : stored);
        }
      }
      result.retainReference();
    }
    return handToCaller(result);
  }

  /// Through a buffer of the stored type. Bools go through bytes, because a byte other than 0 and 1
  /// in a bool tensor is undefined.
  private void convertInto(Tensor result, ScalarType stored) {
    Tensor flat = result.view(-1);
    long elements = info.elements();
    int elementBytes = info.type().bits() / 8;
    long most = Math.min(elements, CHUNK / elementBytes);
    Tensor buffer = empty(new long[] {most}, stored);
    MemorySegment bytes = memory(buffer, most * elementBytes);
    for (long from = 0; from < elements; from += most) {
      long count = Math.min(most, elements - from);
      readInto(bytes.asSlice(0, count * elementBytes), from * elementBytes);
      try (PointerScope _ = new PointerScope()) {
        flat.narrow(0, from, count).copy_(buffer.narrow(0, 0, count));
      }
    }
  }

  private Tensor empty(long[] sizes, ScalarType type) {
    try {
      return torch.empty(sizes, new TensorOptions(type), new MemoryFormatOptional());
    } catch (RuntimeException e) {
      // libtorch has one class of exception; with checked sizes, only memory is left to fail.
      throw new ResourceException(
          file.where(info)
              + "not enough memory for "
              + Excerpt.bytes(info.elements() * StoredType.of(type).bits() / 8),
          e);
    }
  }

  private void readInto(MemorySegment target, long offset) {
    for (long done = 0; done < target.byteSize(); done += CHUNK) {
      ByteBuffer part =
          target.asSlice(done, Math.min(CHUNK, target.byteSize() - done)).asByteBuffer();
      file.readBytes(info, offset + done, part);
    }
  }

  /// The memory of a contiguous tensor on the CPU; valid only while the tensor lives.
  @SuppressWarnings("restricted")
  static MemorySegment memory(Tensor tensor, long bytes) {
    return MemorySegment.ofAddress(tensor.data_ptr().address()).reinterpret(bytes);
  }

  /// The convention for results: the caller's innermost scope owns them.
  private static Tensor handToCaller(Tensor result) {
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      scope.attach(result);
      result.releaseReference();
    }
    return result;
  }
}
