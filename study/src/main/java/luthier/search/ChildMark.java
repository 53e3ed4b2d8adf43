package luthier.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Remembers the process of a trial, so that a study that was killed finds the one that it left
/// behind.
///
/// @param file holds its id and when it was started
record ChildMark(Path file) {

  void write(ProcessHandle child) throws IOException {
    Files.writeString(file, child.pid() + " " + started(child));
  }

  void remove() throws IOException {
    Files.deleteIfExists(file);
  }

  /// Ends a process that an earlier study left behind; what it had done is on the disk. Another
  /// process that has the same id by now was started later.
  void endOrphan() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    String[] parts = Files.readString(file).split(" ");
    if (parts.length == 2 && parts[0].matches("[0-9]{1,18}")) {
      Optional<ProcessHandle> left =
          ProcessHandle.of(Long.parseLong(parts[0])).filter(p -> started(p).equals(parts[1]));
      left.ifPresent(process -> {
        CompletableFuture<ProcessHandle> end = process.onExit();
        process.destroyForcibly();
        end.join();
      });
    }
    remove();
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("unknown");
  }
}
