package luthier.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// A transfer that failed in a way that may pass.
final class TransferException extends IOException {

  private static final long serialVersionUID = 1;

  private final transient Optional<Duration> after;

  /// @param after how long the server asks to wait
  TransferException(String message, Optional<Duration> after) {
    super(message);
    this.after = after;
  }

  Optional<Duration> after() {
    return after;
  }
}
