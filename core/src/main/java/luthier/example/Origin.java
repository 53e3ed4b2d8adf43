package luthier.example;

/// Where an example was read.
///
/// @param file the file as the recipe names it
/// @param line 1-based line (JSONL, CSV) or item (JSON array); 1 for a whole file
public record Origin(String file, int line) {

  /// `file:line`, the way error messages start.
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
