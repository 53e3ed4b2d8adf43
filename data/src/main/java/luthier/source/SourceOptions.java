package luthier.source;

import java.nio.file.Path;
import java.util.Optional;
import luthier.recipe.DataFormat;
import luthier.recipe.Task;

/// How files are to be understood.
///
/// @param task decides which kind of example is made of a row
/// @param format shape of the rows of every file; empty to recognise it, file by file
/// @param groupBy field of a row whose value is the row's group; `a.b` reaches into an object
/// @param base folder against which files are named in messages; the recipe's
public record SourceOptions(
    Task task, Optional<DataFormat> format, Optional<String> groupBy, Path base) {}
