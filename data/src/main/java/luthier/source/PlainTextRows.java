package luthier.source;

import java.io.IOException;
import java.io.Reader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A file that is one document: one row with the field `text`.
final class PlainTextRows implements Rows {

  private final Reader text;
  private final int maxChars;
  private boolean ended;

  /// @param text at its start
  PlainTextRows(Reader text, Limits limits) {
    this.text = text;
    this.maxChars = limits.rowBytes();
  }

  @Override
  public @Nullable Row next() throws IOException {
    if (ended) {
      return null;
    }
    ended = true;
    StringBuilder document = new StringBuilder();
    char[] buffer = new char[1 << 13];
    try {
      for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
        document.append(buffer, 0, read);
        if (document.length() > maxChars) {
          return new Row.Broken(
              1, "the document is longer than " + maxChars + " characters; cut it into files");
        }
      }
    } catch (NotUtf8Exception e) {
      return new Row.Broken(e.line(), String.valueOf(e.getMessage()));
    }
    return new Row.Fields(1, Map.of("text", document.toString()));
  }
}
