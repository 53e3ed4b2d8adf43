package luthier.pocket.debian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import luthier.InvalidInputException;

/// One line of the package list.
///
/// @param name the package
/// @param maxCharacters most text taken from it, so that no single manual sets the tone
record DebianPackage(String name, int maxCharacters) {

  /// @param file lines `name thousands-of-characters remark`, `#` starts a comment line
  static List<DebianPackage> read(Path file) throws IOException {
    List<DebianPackage> packages = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.strip().split("\\s+", 3);
      if (parts.length < 2 || !parts[1].matches("\\d+")) {
        throw new InvalidInputException(
            file
                + ":"
                + number
                + ": found '"
                + line.strip()
                + "', expected a package name and a number");
      }
      packages.add(new DebianPackage(parts[0], Integer.parseInt(parts[1]) * 1000));
    }
    return packages;
  }
}
