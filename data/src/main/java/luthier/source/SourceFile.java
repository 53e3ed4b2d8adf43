package luthier.source;

import java.util.Optional;
import luthier.recipe.DataFormat;

/// A file that was read.
///
/// @param name as messages name it
/// @param container how its rows are stored
/// @param compressed whether it is gzip
/// @param format what its rows mean; empty when no row was readable
/// @param recognised false where the recipe fixed the format
/// @param bytes length of the file as it lies on the disk
/// @param sha256 hash of these bytes, hexadecimal
/// @param examples rows accepted
/// @param badLines rows rejected
public record SourceFile(
    String name,
    Container container,
    boolean compressed,
    Optional<DataFormat> format,
    boolean recognised,
    long bytes,
    String sha256,
    int examples,
    int badLines) {}
