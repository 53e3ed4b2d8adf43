package luthier.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.ResourceException;
import luthier.UnsupportedException;

/// What to say of a directory that has no weights under the expected name.
public final class MissingWeights {

  private static final int MOST_NAMED = 3;

  private MissingWeights() {}

  /// The error to throw: an [UnsupportedException] when there are only pickle files, otherwise an
  /// [InvalidInputException] that names what is there.
  ///
  /// @param expected the file or files that were looked for
  public static LuthierException in(Path directory, String expected) {
    List<Path> pickles = new ArrayList<>();
    List<String> others = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (Files.isRegularFile(file) && ForeignFormat.isPickleName(name)) {
          pickles.add(file);
        } else if (name.endsWith(".safetensors") || name.endsWith(".gguf")) {
          others.add(name);
        }
      }
      if (pickles.isEmpty()) {
        return new InvalidInputException(
            directory
                + ": no weights, expected "
                + expected
                + (others.isEmpty() ? "" : "; found " + named(others)));
      }
      Collections.sort(pickles);
      return new UnsupportedException(
          directory
              + ": no weights that may be opened, expected "
              + expected
              + "; found "
              + named(pickles.stream().map(file -> String.valueOf(file.getFileName())).toList())
              + ", which "
              + kind(pickles.getFirst()));
    } catch (IOException e) {
      return new ResourceException(directory + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String kind(Path pickle) throws IOException {
    try (InputStream in = Files.newInputStream(pickle)) {
      return ForeignFormat.byStart(in.readNBytes(16))
          .orElse("is by its name a Python pickle; " + ForeignFormat.CONVERT);
    }
  }

  private static String named(List<String> names) {
    List<String> sorted = names.stream().sorted().toList();
    return String.join(", ", sorted.subList(0, Math.min(MOST_NAMED, sorted.size())))
        + (sorted.size() > MOST_NAMED ? " …" : "");
  }
}
