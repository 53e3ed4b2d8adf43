package luthier.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import luthier.ResourceException;

/// How often and when a failed transfer is tried again.
///
/// @param attempts in a row without any progress
/// @param first the pause after the first failure; each further one is twice as long
/// @param longest the longest pause that is waited for
record Retries(int attempts, Duration first, Duration longest) {

  static final Retries DEFAULT = new Retries(5, Duration.ofSeconds(1), Duration.ofMinutes(5));

  /// Something that is done over the network.
  @FunctionalInterface
  interface Attempt<T> {
    T make() throws IOException;
  }

  /// How far it has come; any change is progress.
  @FunctionalInterface
  interface Position {
    long now();
  }

  /// @param what names it in messages
  /// @throws ResourceException when it does not work out
  <T> T make(String what, Consumer<String> progress, Position position, Attempt<T> attempt) {
    int failed = 0;
    while (true) {
      long before = position.now();
      try {
        return attempt.make();
      } catch (IOException e) {
        failed = position.now() == before ? failed + 1 : 1;
        if (failed >= attempts) {
          throw new ResourceException(
              what + ": failed " + failed + " times: " + reason(e) + "; try again later", e);
        }
        pause(what, progress, e, failed);
      }
    }
  }

  private void pause(String what, Consumer<String> progress, IOException e, int failed) {
    Duration backoff = first.multipliedBy(1L << (failed - 1));
    Optional<Duration> asked = e instanceof TransferException t ? t.after() : Optional.empty();
    Duration pause = asked.filter(d -> d.compareTo(backoff) > 0).orElse(backoff);
    if (pause.compareTo(longest) > 0) {
      throw new ResourceException(
          what
              + ": "
              + reason(e)
              + "; the server asks to wait "
              + pause.toSeconds()
              + " seconds; try again then",
          e);
    }
    progress.accept(
        what + ": " + reason(e) + "; again in " + Math.max(1, pause.toSeconds()) + " s");
    try {
      Thread.sleep(pause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ResourceException(what + ": interrupted", interrupted);
    }
  }

  /// What an exception of the HTTP client says; some say nothing.
  static String reason(IOException e) {
    String message = e.getMessage();
    if (message != null && !message.isBlank()) {
      return message.lines().findFirst().orElse(message);
    }
    return Objects.toString(
        Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse(null),
        "no connection (" + e.getClass().getSimpleName() + ")");
  }
}
