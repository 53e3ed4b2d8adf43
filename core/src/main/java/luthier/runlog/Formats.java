package luthier.runlog;

import java.io.IOException;
import java.nio.file.Path;
import luthier.UnsupportedException;
import tools.jackson.databind.node.ObjectNode;

/// The `format_version` at the head of each document of a run directory.
public final class Formats {

  private static final String KEY = "format_version";

  private Formats() {}

  /// An object that begins with its format version.
  public static ObjectNode object(int version) {
    return Json.object().put(KEY, version);
  }

  /// Reads a document.
  ///
  /// @param newest the newest version that the caller can read
  /// @throws UnsupportedException when it was written by a newer Luthier
  public static JsonView read(Path file, int newest) throws IOException {
    JsonView json = Json.read(file);
    int version = json.wholeInt(KEY);
    if (version < 1 || version > newest) {
      throw new UnsupportedException(
          file
              + ": has format version "
              + version
              + ", this Luthier reads 1 to "
              + newest
              + "; read it with the version that wrote it, or a newer one");
    }
    return json;
  }
}
