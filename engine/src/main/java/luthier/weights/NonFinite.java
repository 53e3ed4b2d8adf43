package luthier.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How many elements of a tensor are no finite number.
///
/// @param notANumber elements that are NaN
/// @param infinite elements that are plus or minus infinity
public record NonFinite(long notANumber, long infinite) {

  private static final int CHUNK = 1 << 20;

  /// All of them together.
  public long total() {
    return notANumber + infinite;
  }

  /// Reads the tensor once, in pieces, without libtorch.
  static NonFinite count(SafetensorsFile file, TensorInfo info) {
    if (!info.type().isFloat()) {
      return new NonFinite(0, 0);
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    long notANumber = 0;
    long infinite = 0;
    for (long offset = 0; offset < info.byteSize(); offset += CHUNK) {
      buffer.clear().limit((int) Math.min(CHUNK, info.byteSize() - offset));
      file.readBytes(info, offset, buffer);
      buffer.flip();
      while (buffer.hasRemaining()) {
        double value = next(info.type(), buffer);
        if (Double.isNaN(value)) {
          notANumber++;
        } else if (Double.isInfinite(value)) {
          infinite++;
        }
      }
    }
    return new NonFinite(notANumber, infinite);
  }

  private static double next(StoredType type, ByteBuffer buffer) {
    return switch (type) {
      case F64 -> buffer.getDouble();
      case F32 -> buffer.getFloat();
      case F16 -> Float.float16ToFloat(buffer.getShort());
      case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
      default -> throw new IllegalArgumentException("not a floating-point type: " + type);
    };
  }
}
