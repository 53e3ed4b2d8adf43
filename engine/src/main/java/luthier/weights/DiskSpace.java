package luthier.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import luthier.ResourceException;

/// Turns a full disk, foreseen or met, into one message.
final class DiskSpace {

  private DiskSpace() {}

  /// Refuses before the first byte when the disk says that it has no room. A disk that reports
  /// nothing is believed to have some.
  static void require(Path directory, long bytes) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free > 0 && free < bytes) {
      throw new ResourceException(
          directory
              + ": not enough disk space: "
              + Excerpt.bytes(bytes)
              + " needed, "
              + Excerpt.bytes(free)
              + " free; make room or write elsewhere");
    }
  }

  /// What to throw for a failed write of `file`.
  static ResourceException failed(Path file, long bytes, IOException e) {
    String reason = Objects.requireNonNullElse(e.getMessage(), e.toString());
    String lower = reason.toLowerCase(Locale.ROOT);
    boolean full =
        lower.contains("no space left")
            || lower.contains("not enough space")
            || lower.contains("quota exceeded")
            || lower.contains("file too large");
    if (full) {
      return new ResourceException(
          file
              + ": not enough disk space: "
              + Excerpt.bytes(bytes)
              + " needed; nothing was left behind; make room or write elsewhere",
          e);
    }
    return new ResourceException(file + ": cannot be written: " + reason, e);
  }
}
