package luthier.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.UnsupportedException;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// One safetensors file, open for reading. Opening checks the whole header and reads no weights;
/// tensors are then copied out one by one, so the file may be closed while they live on.
///
/// Tensors are read, not mapped: reading a mapped file that somebody cuts off kills the process,
/// and its pages would count as memory of the run. One reader may serve several threads.
public final class SafetensorsFile implements AutoCloseable {

  private static final int LENGTH_BYTES = 8;

  private final Path path;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private SafetensorsFile(
      Path path, FileChannel channel, SafetensorsHeader header, long dataStart) {
    this.path = path;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  /// Opens a file and checks its header.
  ///
  /// @throws InvalidInputException naming the file, the tensor and what is wrong; also when the
  ///   file is another format or missing
  /// @throws ResourceException when the disk fails
  public static SafetensorsFile open(Path path) {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new InvalidInputException(path + ": not a regular file");
    }
    FileChannel channel = null;
    boolean opened = false;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      SafetensorsFile file = open(path, channel);
      opened = true;
      return file;
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(path + ": no such file", e);
    } catch (IOException e) {
      throw new InvalidInputException(path + ": cannot be read: " + e.getMessage(), e);
    } finally {
      if (!opened) {
        closeQuietly(channel);
      }
    }
  }

  private static SafetensorsFile open(Path path, FileChannel channel) throws IOException {
    long fileLength = channel.size();
    byte[] start = new byte[(int) Math.min(16, fileLength)];
    readFully(channel, ByteBuffer.wrap(start), 0, path);
    Optional<String> foreign = ForeignFormat.byStart(start);
    if (foreign.isPresent()) {
      throw new InvalidInputException(path + ": " + foreign.get());
    }
    if (fileLength < LENGTH_BYTES) {
      throw new InvalidInputException(
          path + ": " + fileLength + " bytes, too short for a safetensors file");
    }
    long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > SafetensorsHeader.LONGEST) {
      throw new InvalidInputException(
          path
              + ": header length "
              + Long.toUnsignedString(length)
              + ", expected at most "
              + SafetensorsHeader.LONGEST
              + "; this is no safetensors file, or a damaged one");
    }
    long dataStart = LENGTH_BYTES + length;
    if (dataStart > fileLength) {
      throw new InvalidInputException(
          path
              + ": header of "
              + length
              + " bytes, but the file has only "
              + fileLength
              + " bytes; it is cut off: download or copy it again");
    }
    byte[] json = new byte[(int) length];
    readFully(channel, ByteBuffer.wrap(json), LENGTH_BYTES, path);
    SafetensorsHeader header =
        SafetensorsHeader.parse(json, fileLength - dataStart, path.toString());
    return new SafetensorsFile(path, channel, header, dataStart);
  }

  /// The file.
  public Path path() {
    return path;
  }

  /// The tensors by name, in the order of their bytes.
  public Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(header.tensors());
  }

  /// What the header says about a tensor.
  ///
  /// @throws InvalidInputException when there is no such tensor
  public TensorInfo info(String name) {
    TensorInfo info = header.tensors().get(name);
    if (info == null) {
      throw new InvalidInputException(path + ": has no tensor '" + Excerpt.of(name) + "'");
    }
    return info;
  }

  /// The free texts under `__metadata__`.
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /// Copies a tensor into memory of its own, converted to `type`. The result belongs to the
  /// innermost PointerScope of the caller.
  ///
  /// @throws InvalidInputException when there is no such tensor, or the file was cut off meanwhile
  /// @throws UnsupportedException when Luthier does not read the stored type, or cannot turn it
  ///   into `type` (whole numbers only come as they are or as floating point)
  public Tensor read(String name, ScalarType type) {
    TensorInfo info = info(name);
    ScalarType stored =
        info.type()
            .scalarType()
            .orElseThrow(() ->
                new UnsupportedException(
                    where(info) + "dtype " + info.type() + " is not supported"));
    return new TensorReader(this, info).read(stored, type);
  }

  /// Copies a tensor as it is stored.
  public Tensor read(String name) {
    TensorInfo info = info(name);
    return read(name, info.type().scalarType().orElse(ScalarType.Float));
  }

  /// How many elements of a floating-point tensor are not finite; none for other types.
  public NonFinite nonFinite(String name) {
    return NonFinite.count(this, info(name));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new ResourceException(path + ": cannot be closed: " + e.getMessage(), e);
    }
  }

  String where(TensorInfo tensor) {
    return path + ": tensor '" + Excerpt.of(tensor.name()) + "': ";
  }

  /// Fills `target` with the tensor's bytes from `offset` on.
  void readBytes(TensorInfo tensor, long offset, ByteBuffer target) {
    try {
      readFully(channel, target, dataStart + tensor.begin() + offset, path);
    } catch (IOException e) {
      throw new ResourceException(where(tensor) + "cannot be read: " + e.getMessage(), e);
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer target, long position, Path path)
      throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw new InvalidInputException(path + ": became shorter while it was read");
      }
      at += count;
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The reason why the file was refused is on its way; a failing close adds nothing.
        return;
      }
    }
  }
}
