package luthier.run;

import java.nio.file.Files;
import java.nio.file.Path;
import luthier.InvalidInputException;
import luthier.UnsupportedException;

/// Finds the directory of a base model by its name.
public final class Bases {

  private Bases() {}

  /// @param reference a built-in name, or a directory in Hugging Face layout
  /// @throws InvalidInputException when there is no such base
  public static Path resolve(String reference) {
    // a bare word is a built-in name first: a folder that happens to be called so needs a path
    Path builtIn = home().resolve("bases").resolve(reference);
    if (!reference.contains("/") && Files.isDirectory(builtIn)) {
      return builtIn;
    }
    Path directory = Path.of(reference);
    if (Files.isDirectory(directory)) {
      return directory;
    }
    if (reference.startsWith("maven:")
        || reference.matches("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+(@.+)?")) {
      throw new UnsupportedException(
          "base: '"
              + reference
              + "': models from a hub or from Maven are not supported yet; download it and give its"
              + " directory");
    }
    if (directory.isAbsolute() || reference.startsWith(".")) {
      throw new InvalidInputException(
          "base: " + directory + ": no such directory; expected a model in Hugging Face layout");
    }
    throw new InvalidInputException(
        "base: found '" + reference + "', expected a built-in name (pocket) or a model directory");
  }

  private static Path home() {
    return Path.of(System.getProperty("luthier.home", "."));
  }
}
