package luthier.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Writes each measured difference to the reference as a small file under `target/parity`; the
/// table of `docs/parity.md` is made of them.
final class Parity {

  private Parity() {}

  static void record(String group, String name, String what, double difference) {
    try {
      Path directory = Path.of("target", "parity", group, name);
      Files.createDirectories(directory);
      Files.writeString(directory.resolve(what), String.format(Locale.ROOT, "%.1e%n", difference));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
