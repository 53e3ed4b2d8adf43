package luthier.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The `config.json` of a model directory.
public final class ModelConfigFile {

  private static final String NAME = "config.json";

  private ModelConfigFile() {}

  /// Starts to read it. Keys that every Hugging Face model carries and that change nothing need not
  /// be asked for; every other key must be, before [ConfigSection#refuseUnread].
  ///
  /// @throws InvalidInputException when there is none or it is no JSON object
  /// @throws UnsupportedException when it wants Python code of the checkpoint to be run
  public static ConfigSection open(Path directory) {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      throw new InvalidInputException(
          directory + ": has no " + NAME + ", expected a model directory in Hugging Face layout");
    }
    ObjectNode values = JsonFiles.readObject(file);
    JsonNode autoMap = values.get("auto_map");
    if (autoMap != null && !autoMap.isNull() && !autoMap.isEmpty()) {
      throw new UnsupportedException(
          file
              + ": auto_map: asks for Python code of the checkpoint ("
              + Excerpt.of(autoMap.toString())
              + "); Luthier runs no remote code; if the architecture is a known one, take a "
              + "checkpoint that was saved without its code");
    }
    return ConfigSection.of(file, values, GenericKeys::isHarmless);
  }
}
