package luthier.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import luthier.InvalidInputException;
import luthier.example.JsonValues;
import luthier.example.MessageReader;
import org.jspecify.annotations.Nullable;

/// JSON lines: one object a line; blank lines count but are no rows. A line that is broken, not
/// UTF-8 or too long costs that line only.
final class JsonlRows implements Rows {

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final int maxRowBytes;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int end;
  private int line;
  private long lineStart;
  private long position;

  /// @param in supports mark and reset, at its start
  JsonlRows(InputStream in, Limits limits) throws IOException {
    this.in = in;
    this.maxRowBytes = limits.rowBytes();
    in.mark(BYTE_ORDER_MARK.length);
    if (java.util.Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
      position = BYTE_ORDER_MARK.length;
    } else {
      in.reset();
    }
  }

  @Override
  public @Nullable Row next() throws IOException {
    while (true) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
      LineEnd lineEnd = readLine(bytes);
      if (lineEnd == LineEnd.NOTHING_LEFT) {
        return null;
      }
      if (lineEnd == LineEnd.TOO_LONG) {
        return new Row.Broken(line, "the line is longer than " + maxRowBytes + " bytes");
      }
      Row row = row(bytes.toByteArray());
      if (row != null) {
        return row;
      }
    }
  }

  private @Nullable Row row(byte[] bytes) {
    CharBuffer chars = CharBuffer.allocate(bytes.length + 1);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CoderResult result = decoder.reset().decode(in, chars, true);
    if (result.isError()) {
      return new Row.Broken(
          line,
          "is not UTF-8: "
              + Utf8Reader.describe(bytes[in.position()])
              + " at byte "
              + (in.position() + 1)
              + " of the line (byte "
              + (lineStart + in.position() + 1)
              + " of the file)");
    }
    String text = chars.flip().toString();
    if (text.isBlank()) {
      return null;
    }
    try {
      return fields(line, JsonValues.parse(text));
    } catch (InvalidInputException e) {
      boolean cut = message(e).endsWith("ends before the value does");
      return new Row.Broken(
          line, message(e) + (cut ? "; in JSON lines every row is one line" : ""));
    }
  }

  /// The message of a text that is not JSON or has no meaning; always there.
  static String message(InvalidInputException e) {
    return String.valueOf(e.getMessage());
  }

  /// A row of the fields of an object.
  static Row fields(int line, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> object)) {
      return new Row.Broken(
          line, "is " + MessageReader.kind(value) + ", expected a JSON object with named fields");
    }
    return new Row.Fields(line, JsonMaps.of(object));
  }

  private enum LineEnd {
    LINE,
    TOO_LONG,
    NOTHING_LEFT
  }

  private LineEnd readLine(ByteArrayOutputStream bytes) throws IOException {
    lineStart = position;
    boolean any = false;
    boolean tooLong = false;
    while (next < end || fill()) {
      if (!any) {
        any = true;
        line = Math.addExact(line, 1);
      }
      int from = next;
      while (next < end && buffer[next] != '\n') {
        next++;
      }
      tooLong |= bytes.size() + (next - from) > maxRowBytes;
      if (!tooLong) {
        bytes.write(buffer, from, next - from);
      }
      position += next - from;
      if (next < end) {
        next++;
        position++;
        return tooLong ? LineEnd.TOO_LONG : LineEnd.LINE;
      }
    }
    if (!any) {
      return LineEnd.NOTHING_LEFT;
    }
    return tooLong ? LineEnd.TOO_LONG : LineEnd.LINE;
  }

  private boolean fill() throws IOException {
    next = 0;
    end = Math.max(in.read(buffer), 0);
    return end > 0;
  }
}
