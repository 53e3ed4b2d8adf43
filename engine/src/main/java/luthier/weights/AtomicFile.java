package luthier.weights;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// A file that appears under its name whole or not at all: it is written beside its place, forced
/// to the disk, and renamed. Closing without [#publish] removes what was written.
final class AtomicFile implements AutoCloseable {

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private boolean published;

  private AtomicFile(Path target, Path temporary, FileChannel channel) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
  }

  static AtomicFile create(Path target) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path temporary =
        absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + ".part");
    FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new AtomicFile(absolute, temporary, channel);
  }

  FileChannel channel() {
    return channel;
  }

  /// Forces the bytes to the disk without giving them their name yet.
  void finish() throws IOException {
    channel.force(true);
    channel.close();
  }

  /// Gives the finished file its name, replacing what was there.
  void publish() throws IOException {
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    published = true;
  }

  /// Takes the file back, also when it already has its name: for several files that only make sense
  /// together.
  void remove() throws IOException {
    channel.close();
    Files.deleteIfExists(published ? target : temporary);
  }

  /// Makes renames in a directory survive a power cut, where the system can do that.
  static void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not every system opens directories; the files themselves are already on the disk.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    if (!published) {
      remove();
    }
  }
}
