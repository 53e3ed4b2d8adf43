package luthier.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Strict UTF-8: a byte that belongs to no character is an error that says where it is. A byte
/// order mark at the start is skipped.
final class Utf8Reader extends Reader {

  private static final int BUFFER_BYTES = 1 << 14;

  private final InputStream in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private long bytesDecoded;
  private int line = 1;
  private boolean started;
  private boolean ended;

  Utf8Reader(InputStream in) {
    this.in = in;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length < 2) {
      throw new IllegalArgumentException("needs room for two: a character may be a surrogate pair");
    }
    CharBuffer chars = CharBuffer.wrap(target, offset, length);
    int from = chars.position();
    while (true) {
      int before = bytes.position();
      CoderResult result = decoder.decode(bytes, chars, ended);
      bytesDecoded += bytes.position() - before;
      int decoded = chars.position() - from;
      countLines(target, from, decoded);
      if (decoded > 0) {
        return skipMark(target, offset, length, decoded);
      }
      if (result.isError()) {
        throw new NotUtf8Exception(
            line,
            "is not UTF-8: "
                + describe(bytes.get(bytes.position()))
                + " at byte "
                + (bytesDecoded + 1)
                + " of the file");
      }
      if (ended) {
        return -1;
      }
      fill();
    }
  }

  /// A byte that is not UTF-8, for messages.
  static String describe(byte value) {
    return String.format("found 0x%02X", value & 0xff);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private int skipMark(char[] target, int offset, int length, int decoded) throws IOException {
    if (started || target[offset] != '\uFEFF') {
      started = true;
      return decoded;
    }
    started = true;
    if (decoded == 1) {
      return read(target, offset, length);
    }
    System.arraycopy(target, offset + 1, target, offset, decoded - 1);
    return decoded - 1;
  }

  private void countLines(char[] target, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (target[i] == '\n') {
        line++;
      }
    }
  }

  private void fill() throws IOException {
    bytes.compact();
    int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
    if (read < 0) {
      ended = true;
    } else {
      bytes.position(bytes.position() + read);
    }
    bytes.flip();
  }
}
