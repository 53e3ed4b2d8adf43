package luthier.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import luthier.ResourceException;

/// Hashes of what a run depends on.
final class Fingerprints {

  private static final String COUNTED = ".*\\.(json|safetensors|jinja)";

  private Fingerprints() {}

  /// SHA-256 over names and bytes of a model directory's configuration, tokenizer, templates and
  /// weights.
  static String of(Path model) {
    Path templates = model.resolve("additional_chat_templates");
    try (Stream<Path> entries = Files.list(model);
        Stream<Path> more = Files.isDirectory(templates) ? Files.list(templates) : Stream.of()) {
      List<Path> files =
          Stream.concat(entries, more)
              .filter(f -> f.toString().matches(COUNTED) && Files.isRegularFile(f))
              .sorted()
              .toList();
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        digest.update(String.valueOf(file.getFileName()).getBytes("UTF-8"));
        update(digest, file);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new ResourceException(model + ": could not be read: " + e, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static void update(MessageDigest digest, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
  }

  /// SHA-256 of one file.
  static String ofFile(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      update(digest, file);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
