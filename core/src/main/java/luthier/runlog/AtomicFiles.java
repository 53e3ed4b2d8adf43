package luthier.runlog;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import luthier.ResourceException;
import org.jspecify.annotations.Nullable;

/// Files and directories that appear whole or not at all, and survive a crash once they are there:
/// written beside the target, forced to disk, renamed, and the renaming forced to disk.
public final class AtomicFiles {

  private static final String TEMPORARY = ".tmp";

  private AtomicFiles() {}

  /// Writes the content of a file.
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Writes text as UTF-8; replaces a file that is there.
  ///
  /// @throws ResourceException as [#write(Path, Content)] does
  public static void write(Path target, String text) throws IOException {
    write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Writes a file; replaces one that is there.
  ///
  /// @throws ResourceException when the disk is full or fails; an older file is then still there
  public static void write(Path target, Content content) throws IOException {
    Path temporary = temporary(target);
    try (FileChannel channel =
            FileChannel.open(
                temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
      content.writeTo(out);
      out.flush();
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw DiskTrouble.writing(target, e);
    } catch (RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    move(temporary, target);
  }

  /// The place beside `target` where its content is gathered before it is published.
  public static Path temporary(Path target) {
    return target.resolveSibling(target.getFileName() + TEMPORARY);
  }

  /// Whether a path is such a place: after a crash it holds something unfinished.
  public static boolean isTemporary(Path path) {
    @Nullable Path name = path.getFileName();
    return name != null && name.toString().endsWith(TEMPORARY);
  }

  /// Publishes a finished directory under its final name.
  ///
  /// @throws FileAlreadyExistsException when the target is there already
  public static void publish(Path finished, Path target) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    forceTree(finished);
    try {
      move(finished, target);
    } catch (DirectoryNotEmptyException e) {
      // another process published it between the check and the move
      throw new FileAlreadyExistsException(target.toString());
    }
  }

  /// Publishes a finished directory in the place of an older one, if there is one. The older one is
  /// never without a name: after a crash it stands under its own name or, whole, as
  /// `target.old.tmp`.
  public static void replace(Path finished, Path target) throws IOException {
    Path old = temporary(target.resolveSibling(target.getFileName() + ".old"));
    deleteTree(old);
    forceTree(finished);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      move(target, old);
    }
    move(finished, target);
    deleteTree(old);
  }

  /// Deletes a file or a directory with all that is in it; links are deleted, not followed. Nothing
  /// happens when it is not there.
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// Deletes what an interrupted run left unfinished directly in a directory.
  public static void deleteTemporaries(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> left;
    try (Stream<Path> entries = Files.list(directory)) {
      left = entries.filter(AtomicFiles::isTemporary).toList();
    }
    for (Path path : left) {
      deleteTree(path);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new ResourceException(
          to + ": this file system cannot rename a file in one piece; choose another directory", e);
    } catch (DirectoryNotEmptyException e) {
      throw e;
    } catch (IOException e) {
      throw DiskTrouble.writing(to, e);
    }
    @Nullable Path parent = to.toAbsolutePath().getParent();
    if (parent != null) {
      forceDirectory(parent);
    }
  }

  private static void forceTree(Path root) throws IOException {
    List<Path> paths;
    try (Stream<Path> tree = Files.walk(root)) {
      paths = tree.toList();
    }
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        forceDirectory(path);
      } else {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
          channel.force(true);
        } catch (IOException e) {
          throw DiskTrouble.writing(path, e);
        }
      }
    }
  }

  /// Forces the entries of a directory to disk, where the platform can open a directory (Windows
  /// cannot, and needs no such step).
  private static void forceDirectory(Path directory) throws IOException {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
