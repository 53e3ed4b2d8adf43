package luthier.minilm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import luthier.InvalidInputException;

/// Walks through the fields of a message in the protocol-buffers wire format. Nothing is copied:
/// messages, texts and bytes inside are parts of the same buffer.
///
/// Source: the encoding page of the protocol-buffers documentation. Groups, which were dropped from
/// the format long ago, are refused.
final class ProtobufReader {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;
  private static final int MAX_VARINT_BYTES = 10;

  private final ByteBuffer bytes;
  private int field;
  private int wireType;

  ProtobufReader(ByteBuffer message) {
    this.bytes = message.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Goes on to the next field, whose value must then be read or skipped.
  ///
  /// @return its number; 0 at the end of the message
  int next() {
    if (!bytes.hasRemaining()) {
      return 0;
    }
    long key = varint();
    wireType = (int) (key & 7);
    if (key >>> 3 < 1 || key >>> 3 > (1 << 29) - 1) {
      throw damaged("field number " + (key >>> 3));
    }
    field = (int) (key >>> 3);
    return field;
  }

  /// An `int32`, `int64` or `enum`.
  long whole() {
    expect(VARINT);
    return varint();
  }

  /// Whether the value is a packed list, which a repeated number may be.
  boolean isDelimited() {
    return wireType == LENGTH_DELIMITED;
  }

  /// Goes through a packed list of whole numbers: call until [#atEnd].
  long packed() {
    return varint();
  }

  boolean atEnd() {
    return !bytes.hasRemaining();
  }

  /// A message, or bytes; little-endian.
  ByteBuffer delimited() {
    expect(LENGTH_DELIMITED);
    long length = varint();
    if (length < 0 || length > bytes.remaining()) {
      throw damaged(length + " bytes where " + bytes.remaining() + " are left");
    }
    ByteBuffer value = bytes.slice(bytes.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + (int) length);
    return value;
  }

  String text() {
    return StandardCharsets.UTF_8.decode(delimited()).toString();
  }

  void skip() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED_64 -> advance(Long.BYTES);
      case LENGTH_DELIMITED -> delimited();
      case FIXED_32 -> advance(Integer.BYTES);
      default -> throw damaged("wire type " + wireType);
    }
  }

  private void advance(int count) {
    if (count > bytes.remaining()) {
      throw damaged("a number that is cut off");
    }
    bytes.position(bytes.position() + count);
  }

  private void expect(int type) {
    if (wireType != type) {
      throw damaged("wire type " + wireType + " where " + type + " was expected");
    }
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (!bytes.hasRemaining()) {
        throw damaged("a number that is cut off");
      }
      byte part = bytes.get();
      value |= (long) (part & 0x7f) << (7 * i);
      if (part >= 0) {
        return value;
      }
    }
    throw damaged("a number of more than " + MAX_VARINT_BYTES + " bytes");
  }

  private InvalidInputException damaged(String found) {
    return new InvalidInputException(
        "not an ONNX file, or a damaged one: found "
            + found
            + " at byte "
            + bytes.position()
            + (field == 0 ? "" : ", in field " + field));
  }
}
