package luthier.runlog;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import luthier.ResourceException;

/// Turns a failed write into a message that names the file and what to do.
public final class DiskTrouble {

  private DiskTrouble() {}

  /// @param file what was to be written
  public static ResourceException writing(Path file, IOException e) {
    String advice =
        isFull(e)
            ? "make room on the disk; a run goes on with --resume"
            : "when that is mended, a run goes on with --resume";
    return new ResourceException(file + ": cannot be written: " + reason(e) + "; " + advice, e);
  }

  /// Whether the disk, or the share of it that this user may fill, is full.
  static boolean isFull(IOException e) {
    String reason = reason(e).toLowerCase(Locale.ROOT);
    return Stream.of("space", "quota", "too large").anyMatch(reason::contains);
  }

  /// What the operating system says, without the file's name.
  public static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String said = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return Objects.requireNonNullElse(said, e.getClass().getSimpleName());
  }
}
