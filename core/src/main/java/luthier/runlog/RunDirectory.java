package luthier.runlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.ResourceException;
import org.jspecify.annotations.Nullable;

/// A run directory that this process owns: while it is open, no other process runs in it.
///
/// The lock is the operating system's, so it ends with the process, however that dies; the file
/// `.lock` stays and also marks the directory as a run's.
public final class RunDirectory implements Closeable {

  private static final int PROCESS_ID_BYTES = 32;
  // beyond the text, so that others can read who holds the lock where locks forbid reading
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
  private static final DateTimeFormatter NAME_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private final RunFiles files;
  private final FileChannel lockChannel;

  private RunDirectory(RunFiles files, FileChannel lockChannel) {
    this.files = files;
    this.lockChannel = lockChannel;
  }

  /// Makes the directory of a new run.
  ///
  /// @throws InvalidInputException when it exists and is not empty, cannot be made, or another
  ///   process runs in it
  public static RunDirectory create(Path root) throws IOException {
    requireFree(root);
    return open(root);
  }

  /// Opens the directory of a run to go on with it. One that does not exist or is empty is made:
  /// the run starts afresh.
  ///
  /// @throws InvalidInputException when it holds something else than a run, or another process runs
  ///   in it
  public static RunDirectory resume(Path root) throws IOException {
    if (!isFree(root) && !new RunFiles(root).isRun()) {
      throw new InvalidInputException(
          root
              + ": is not a run directory: it holds files, but no manifest.json; --resume needs the"
              + " directory that --out named when the run was started");
    }
    RunDirectory directory = open(root);
    AtomicFiles.deleteTemporaries(root);
    return directory;
  }

  /// Checks, without a change, that a new run can be made here.
  ///
  /// @throws InvalidInputException when the directory exists and is not empty
  public static void requireFree(Path root) throws IOException {
    if (isFree(root)) {
      return;
    }
    if (!Files.isDirectory(root)) {
      throw new InvalidInputException(
          root + ": is a file, expected a directory for the run; choose another with --out");
    }
    String advice =
        new RunFiles(root).isRun()
            ? "; it holds a run: go on with it with --resume, or choose another with --out"
            : "; choose another with --out, or empty this one";
    throw new InvalidInputException(root + ": exists and is not empty" + advice);
  }

  /// A directory for a run that was given none: `<parent>/<name>-<time>`, with a number behind it
  /// when that is taken.
  public static Path defaultPath(Path parent, String name, Instant now, ZoneId zone) {
    String stem = name + "-" + NAME_TIME.format(now.atZone(zone));
    Path path = parent.resolve(stem);
    for (int i = 2; Files.exists(path, LinkOption.NOFOLLOW_LINKS); i++) {
      path = parent.resolve(stem + "-" + i);
    }
    return path;
  }

  /// Where things are in this directory.
  public RunFiles files() {
    return files;
  }

  /// Lets other processes in.
  @Override
  public void close() throws IOException {
    lockChannel.close();
  }

  private static boolean isFree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    if (!Files.isDirectory(root)) {
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      return !entries.iterator().hasNext();
    }
  }

  private static RunDirectory open(Path root) throws IOException {
    try {
      Files.createDirectories(root);
    } catch (FileSystemException e) {
      throw cannotBeMade(root, e);
    }
    RunFiles files = new RunFiles(root);
    FileChannel channel =
        FileChannel.open(
            files.lock(),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      lock(root, channel);
    } catch (IOException e) {
      channel.close();
      throw DiskTrouble.writing(files.lock(), e);
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
    return new RunDirectory(files, channel);
  }

  private static LuthierException cannotBeMade(Path root, FileSystemException e) {
    String message = root + ": cannot be made a directory: " + DiskTrouble.reason(e);
    return DiskTrouble.isFull(e)
        ? new ResourceException(message + "; make room on the disk", e)
        : new InvalidInputException(message + "; choose another with --out", e);
  }

  private static void lock(Path root, FileChannel channel) throws IOException {
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new InvalidInputException(
          root
              + ": another process is running in this directory (process "
              + holder(channel)
              + "); wait until it has ended, or choose another directory with --out");
    }
    channel.truncate(0);
    String holder = Long.toString(ProcessHandle.current().pid());
    channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(PROCESS_ID_BYTES);
    int length = channel.read(text, 0);
    String id = length <= 0 ? "" : new String(text.array(), 0, length, StandardCharsets.US_ASCII);
    return id.matches("[0-9]+") ? id : "unknown";
  }
}
