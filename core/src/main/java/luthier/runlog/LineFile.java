package luthier.runlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import luthier.InvalidInputException;
import luthier.ResourceException;

/// A file of lines that grows at its end. Each line goes to the operating system in one write as
/// soon as it is complete, so that others can follow the file and a killed process loses nothing; a
/// line without its end, torn by a crash, does not count as a line.
final class LineFile implements Closeable {

  private static final int SCAN_BYTES = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private long lines;

  private LineFile(Path path, FileChannel channel, long lines) {
    this.path = path;
    this.channel = channel;
    this.lines = lines;
  }

  /// Makes a new file.
  ///
  /// @throws InvalidInputException when it is there already
  static LineFile create(Path path) throws IOException {
    try {
      return new LineFile(
          path, FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), 0);
    } catch (FileAlreadyExistsException e) {
      throw new InvalidInputException(
          path + ": exists already; go on with --resume or choose another directory with --out", e);
    }
  }

  /// Opens a file, made new where there is none, and keeps all complete lines.
  static LineFile append(Path path) throws IOException {
    return cutBack(path, Long.MAX_VALUE);
  }

  /// Opens a file and cuts it back to its first `keep` complete lines.
  ///
  /// @throws InvalidInputException when it has fewer
  static LineFile cutBackTo(Path path, long keep) throws IOException {
    LineFile file = cutBack(path, keep);
    if (file.lines < keep) {
      long found = file.lines;
      file.close();
      throw new InvalidInputException(
          path
              + ": has "
              + found
              + " complete lines, but the checkpoint was made after line "
              + keep
              + "; the file was changed since. Put it back, or start afresh in another directory"
              + " with --out");
    }
    return file;
  }

  private static LineFile cutBack(Path path, long keep) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      long[] kept = endOfLines(channel, keep);
      if (channel.size() > kept[0]) {
        // one change of the file's size: after a crash either all of the tail is there or none
        channel.truncate(kept[0]);
        channel.force(true);
      }
      channel.position(kept[0]);
      return new LineFile(path, channel, kept[1]);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// The byte after the last of the first `keep` complete lines, and how many lines these are.
  private static long[] endOfLines(FileChannel channel, long keep) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(SCAN_BYTES);
    long offset = 0;
    long end = 0;
    long count = 0;
    while (count < keep) {
      buffer.clear();
      int read = channel.read(buffer, offset);
      if (read < 0) {
        break;
      }
      for (int i = 0; i < read && count < keep; i++) {
        if (buffer.get(i) == '\n') {
          count++;
          end = offset + i + 1;
        }
      }
      offset += read;
    }
    return new long[] {end, count};
  }

  /// Adds a line; the text must not hold a line end.
  ///
  /// @throws ResourceException when it cannot be written
  void add(String line) {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw DiskTrouble.writing(path, e);
    }
    lines++;
  }

  /// How many complete lines the file has.
  long lines() {
    return lines;
  }

  /// Forces the lines to disk, so that they survive a power failure.
  ///
  /// @throws ResourceException when that fails
  void sync() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw DiskTrouble.writing(path, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /// The complete lines of a file, without a torn last one; none when there is no file.
  ///
  /// @throws InvalidInputException when the file is not UTF-8
  static List<String> read(Path path) throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    byte[] bytes = Files.readAllBytes(path);
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        byte[] line = new byte[i - start];
        System.arraycopy(bytes, start, line, 0, line.length);
        lines.add(Json.utf8(path + ":" + (lines.size() + 1), line));
        start = i + 1;
      }
    }
    return lines;
  }
}
