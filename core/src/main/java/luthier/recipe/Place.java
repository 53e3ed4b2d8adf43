package luthier.recipe;

import java.nio.file.Path;

/// Where a value was given.
///
/// @param label the recipe file as the user names it, or `--set key`
/// @param line 1-based line of the file; 0 for an override
/// @param directory absolute; relative paths of the value start here
public record Place(String label, int line, Path directory) {

  static Place override(String key, Path directory) {
    return new Place("--set " + key, 0, directory);
  }

  boolean isOverride() {
    return line == 0;
  }

  /// `recipe.yaml:7` or `--set training.epochs`, the way error messages start.
  @Override
  public String toString() {
    return isOverride() ? label : label + ":" + line;
  }
}
