package luthier.base;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import luthier.ResourceException;
import luthier.runlog.DiskTrouble;
import org.jspecify.annotations.Nullable;

/// Locks that hold between processes as well as between the threads of one. The file stays: to
/// delete it would let a third party lock another file of the same name.
public final class FileLocks {

  private static final Duration PAUSE = Duration.ofMillis(50);

  private FileLocks() {}

  /// Held until it is closed; a process that dies gives it back.
  public record Held(FileChannel channel, FileLock lock) implements AutoCloseable {
    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new ResourceException("a lock cannot be given back: " + DiskTrouble.reason(e), e);
      }
    }
  }

  /// Waits until the lock is free.
  ///
  /// @param file made when it is not there, with its directories
  /// @param waiting called once when somebody else holds it
  /// @throws ResourceException when the file system cannot make or lock files there
  public static Held lock(Path file, Runnable waiting) {
    @Nullable FileChannel channel = null;
    try {
      Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = attempt(channel);
      if (lock == null) {
        waiting.run();
      }
      while (lock == null) {
        Thread.sleep(PAUSE);
        lock = attempt(channel);
      }
      return new Held(channel, lock);
    } catch (IOException e) {
      close(channel);
      throw new ResourceException(
          file
              + ": cannot be made or locked: "
              + DiskTrouble.reason(e)
              + "; LUTHIER_CACHE (for models of a hub HF_HUB_CACHE) names another directory",
          e);
    } catch (InterruptedException e) {
      close(channel);
      Thread.currentThread().interrupt();
      throw new ResourceException(file + ": interrupted while another process held it", e);
    }
  }

  /// @return null while another process, or another thread of this one, holds it
  private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // what went wrong first is reported
    }
  }
}
