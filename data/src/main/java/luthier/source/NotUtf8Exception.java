package luthier.source;

import java.io.IOException;

/// A file holds a byte that belongs to no character.
final class NotUtf8Exception extends IOException {

  private final int line;

  /// @param line 1-based line of the file
  /// @param message what was found and at which byte
  NotUtf8Exception(int line, String message) {
    super(message);
    this.line = line;
  }

  int line() {
    return line;
  }
}
