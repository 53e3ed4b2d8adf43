package luthier.source;

import java.nio.file.Path;
import java.util.Optional;
import luthier.recipe.Columns;
import luthier.recipe.DataFormat;
import luthier.recipe.Task;

/// How files are to be understood.
///
/// @param task decides which kind of example is made of a row
/// @param format shape of the rows of every file; empty to recognise it, file by file
/// @param groupBy field of a row whose value is the row's group; `a.b` reaches into an object
/// @param columns which fields hold what, for tasks with labels
/// @param targets whether rows say what is to be predicted; without, they are texts to predict
/// @param base folder against which files are named in messages; the recipe's
public record SourceOptions(
    Task task,
    Optional<DataFormat> format,
    Optional<String> groupBy,
    Columns columns,
    boolean targets,
    Path base) {

  /// With targets in fields of the usual names.
  public SourceOptions(
      Task task, Optional<DataFormat> format, Optional<String> groupBy, Path base) {
    this(task, format, groupBy, Columns.USUAL, true, base);
  }
}
