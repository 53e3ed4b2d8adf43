package luthier.runlog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Builds a message in the protocol-buffers wire format, field by field.
final class Protobuf {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// A whole number (`int64`, `enum`).
  Protobuf whole(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  /// A `double`.
  Protobuf fixed(int field, double value) {
    varint((long) field << 3 | FIXED_64);
    littleEndian(Double.doubleToLongBits(value), Double.BYTES);
    return this;
  }

  /// A `float`.
  Protobuf single(int field, float value) {
    varint((long) field << 3 | FIXED_32);
    littleEndian(Float.floatToIntBits(value), Float.BYTES);
    return this;
  }

  /// A `string`, or `bytes` that hold UTF-8.
  Protobuf text(int field, String value) {
    return delimited(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /// A message within this one.
  Protobuf message(int field, Protobuf value) {
    return delimited(field, value.bytes());
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private Protobuf delimited(int field, byte[] value) {
    varint((long) field << 3 | LENGTH_DELIMITED);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void littleEndian(long bits, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (bits >>> (8 * i)));
    }
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
