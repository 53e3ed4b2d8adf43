package luthier.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import luthier.ResourceException;
import luthier.base.Hashes;
import luthier.runlog.DiskTrouble;

/// Brings the bytes of one file into the cache. What was cut off goes on where it ended, also in a
/// later process; the file gets its name only when length and hash are right.
///
/// @param what names it in messages
/// @param target its place in the cache
record BlobDownload(
    HubClient client,
    HubSettings settings,
    Retries retries,
    Consumer<String> progress,
    String what,
    URI uri,
    HubFile file,
    Path target) {

  private static final String INCOMPLETE = ".incomplete";
  private static final int BUFFER = 1 << 16;
  private static final long TOLD_BYTES = 64L << 20;

  void run() {
    Path part = target.resolveSibling(target.getFileName() + INCOMPLETE);
    requireSpace(part);
    try {
      transfer(part);
      if (!isRight(part)) {
        // a part of an earlier process may have been damaged: once more, from the beginning
        progress.accept(what + ": its hash is wrong; again from the beginning");
        Files.delete(part);
        transfer(part);
        requireRight(part);
      }
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private void transfer(Path part) {
    retries.make(
        what,
        progress,
        () -> length(part),
        () -> {
          attempt(part);
          return file;
        });
  }

  private void attempt(Path part) throws IOException {
    long have = length(part);
    if (have > file.bytes()) {
      delete(part);
      have = 0;
    }
    if (have == file.bytes()) {
      append(part, have, InputStream.nullInputStream()); // an empty file has to be made
      return;
    }
    // bytes as they are: a compressed body could not be gone on with
    Map<String, String> headers =
        have == 0
            ? Map.of("Accept-Encoding", "identity")
            : Map.of("Accept-Encoding", "identity", "Range", "bytes=" + have + "-");
    try (HubClient.Answer answer = client.get(what, uri, headers);
        StallWatch watch = new StallWatch(answer.last().body(), settings.patience())) {
      if (answer.status() == 416 || (answer.status() == 206 && !beginsAt(answer, have))) {
        delete(part);
        throw new TransferException("the server cannot go on at byte " + have, Optional.empty());
      }
      append(part, answer.status() == 206 ? have : 0, watch.stream());
    }
    long now = length(part);
    if (now < file.bytes()) {
      throw new TransferException(
          "cut off after " + now + " of " + file.bytes() + " bytes", Optional.empty());
    }
  }

  private static boolean beginsAt(HubClient.Answer answer, long byteIndex) {
    return answer
        .last()
        .headers()
        .firstValue("Content-Range")
        .filter(range -> range.startsWith("bytes " + byteIndex + "-"))
        .isPresent();
  }

  /// @param from where the body's first byte belongs
  private void append(Path part, long from, InputStream body) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long at = from;
    try (FileChannel out = open(part, from)) {
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        if (at + n > file.bytes()) {
          delete(part);
          throw new TransferException(
              "more bytes came than the " + file.bytes() + " that were announced",
              Optional.empty());
        }
        write(out, ByteBuffer.wrap(buffer, 0, n));
        if (at / TOLD_BYTES != (at + n) / TOLD_BYTES) {
          progress.accept(
              String.format(
                  Locale.ROOT, "%s: %d of %d MB", what, (at + n) >> 20, file.bytes() >> 20));
        }
        at += n;
      }
    }
  }

  // A disk that fails is not tried again: each of these ends with a ResourceException.

  private FileChannel open(Path part, long from) {
    try {
      FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return out.truncate(from).position(from);
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private void write(FileChannel out, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private void delete(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private ResourceException disk(IOException e) {
    return new ResourceException(
        what
            + ": "
            + target
            + " cannot be written: "
            + DiskTrouble.reason(e)
            + "; make room, or name another directory by HF_HUB_CACHE",
        e);
  }

  private void requireSpace(Path part) {
    try {
      long needed = file.bytes() - length(part);
      long free = Files.getFileStore(Objects.requireNonNull(part.getParent())).getUsableSpace();
      if (free > 0 && free < needed) {
        throw new ResourceException(
            what
                + ": "
                + needed
                + " bytes needed in "
                + part.getParent()
                + ", "
                + free
                + " free; make room, or name another directory by HF_HUB_CACHE");
      }
    } catch (IOException e) {
      throw disk(e);
    }
  }

  private static long length(Path part) {
    return part.toFile().length(); // 0 where there is none
  }

  private boolean isRight(Path part) throws IOException {
    return hash(part).equals(file.hash());
  }

  private void requireRight(Path part) throws IOException {
    String found = hash(part);
    if (!found.equals(file.hash())) {
      Files.delete(part);
      throw new ResourceException(
          what
              + ": the bytes that came are not those that the hub announces: hash "
              + found
              + ", expected "
              + file.hash()
              + "; nothing was kept");
    }
  }

  private String hash(Path part) throws IOException {
    MessageDigest digest = file.isLarge() ? Hashes.sha256() : Hashes.sha1();
    if (!file.isLarge()) {
      digest.update(("blob " + file.bytes() + "\0").getBytes(StandardCharsets.UTF_8));
    }
    return Hashes.hex(Hashes.update(digest, part));
  }
}
