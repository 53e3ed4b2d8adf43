package luthier.source;

/// A row that was rejected.
///
/// @param file as in [luthier.example.Origin]
/// @param line as in [luthier.example.Origin]
/// @param reason what was found and what was expected
public record BadLine(String file, int line, String reason) {

  /// `file:line: reason`
  @Override
  public String toString() {
    return file + ":" + line + ": " + reason;
  }
}
