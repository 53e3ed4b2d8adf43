package luthier.source;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import luthier.InvalidInputException;
import luthier.ResourceException;

/// An open regular file: hashes its bytes as they are read, undoes gzip within the [Limits], and
/// notices when the file changes meanwhile.
final class DataFile implements Closeable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final String name;
  private final BasicFileAttributes before;
  private final MessageDigest digest;
  private final InputStream raw;
  private final InputStream content;
  private final boolean compressed;

  /// @param name the file as messages name it
  /// @throws InvalidInputException if there is no such file, it is not a regular file, or is not
  ///   gzip although its name says so
  DataFile(Path path, String name, Limits limits) throws IOException {
    this.path = path;
    this.name = name;
    this.before = regularFile(path, name);
    this.digest = sha256();
    CountingStream counted = new CountingStream(Files.newInputStream(path));
    this.raw = new BufferedInputStream(new DigestInputStream(counted, digest), BUFFER_BYTES);
    try {
      raw.mark(2);
      this.compressed = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      if (!compressed && name.endsWith(".gz")) {
        throw new InvalidInputException(name + ": is not gzip although its name ends in .gz");
      }
      this.content =
          new BufferedInputStream(
              compressed ? new GuardedGzip(raw, counted, name, limits) : raw, BUFFER_BYTES);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /// The attributes of a regular file, links followed.
  ///
  /// @throws InvalidInputException if there is none: missing, or a pipe, device or socket, which
  ///   could block for ever or deliver other bytes at the next run
  static BasicFileAttributes regularFile(Path path, String name) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(name + ": no such file or folder", e);
    }
    if (!attributes.isRegularFile()) {
      throw new InvalidInputException(
          name + ": is not a regular file (a pipe, a device or a socket); expected a data file");
    }
    return attributes;
  }

  boolean compressed() {
    return compressed;
  }

  long bytes() {
    return before.size();
  }

  /// The bytes after decompression, buffered, with mark and reset.
  InputStream content() {
    return content;
  }

  /// Reads what is left and ends the reading.
  ///
  /// @return SHA-256 of the whole file as it lies on the disk
  /// @throws InvalidInputException if the file changed since it was opened
  String fingerprint() throws IOException {
    content.transferTo(java.io.OutputStream.nullOutputStream());
    raw.transferTo(java.io.OutputStream.nullOutputStream());
    BasicFileAttributes after = regularFile(path, name);
    if (after.size() != before.size()
        || !after.lastModifiedTime().equals(before.lastModifiedTime())) {
      throw new InvalidInputException(
          name + ": changed while it was read; start again when nothing writes to it");
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    content.close();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /// Counts the bytes that were taken from the file.
  private static final class CountingStream extends FilterInputStream {

    private long count;

    CountingStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count += Math.max(read, 0);
      return read;
    }
  }

  /// Inflates, and stops when the output grows out of proportion.
  private static final class GuardedGzip extends FilterInputStream {

    private final CountingStream compressed;
    private final String name;
    private final Limits limits;
    private long inflated;

    GuardedGzip(InputStream raw, CountingStream compressed, String name, Limits limits)
        throws IOException {
      super(open(raw, name));
      this.compressed = compressed;
      this.name = name;
      this.limits = limits;
    }

    private static InputStream open(InputStream raw, String name) throws IOException {
      try {
        return new GZIPInputStream(raw, BUFFER_BYTES);
      } catch (ZipException | EOFException e) {
        throw damaged(name, e);
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read;
      try {
        read = super.read(bytes, offset, length);
      } catch (ZipException | EOFException e) {
        throw damaged(name, e);
      }
      inflated += Math.max(read, 0);
      boolean outOfProportion =
          inflated > Limits.EXPANSION_FROM_BYTES
              && inflated / limits.expansion() > compressed.count;
      if (outOfProportion || inflated > limits.decompressedBytes()) {
        throw new InvalidInputException(
            name
                + ": the compressed data explode: "
                + compressed.count
                + " bytes gave more than "
                + inflated
                + "; allowed are "
                + limits.expansion()
                + " times the size and "
                + limits.decompressedBytes()
                + " bytes. Decompress the file yourself if it is meant to be so large");
      }
      return read;
    }

    private static InvalidInputException damaged(String name, IOException e) {
      return new InvalidInputException(
          name + ": the gzip data are damaged or cut off (" + e.getMessage() + ")", e);
    }
  }

  /// An error of the disk, which is nobody's input.
  static ResourceException unreadable(String name, IOException e) {
    return new ResourceException(name + ": cannot be read: " + e.getMessage(), e);
  }
}
