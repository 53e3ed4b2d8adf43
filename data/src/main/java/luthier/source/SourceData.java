package luthier.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;

/// What was read.
///
/// @param rows accepted rows, in the order of the files and of the rows in them
/// @param files every file that was read, in that order
/// @param badLines every rejected row, in that order
/// @param unknownFields fields that the formats do not define, with what became of them
/// @param ignored files of a folder that are no data files, with the reason
/// @param foundFields fields that were taken by their usual names, by the key that would name them
public record SourceData(
    List<SourceRow> rows,
    List<SourceFile> files,
    List<BadLine> badLines,
    List<UnknownField> unknownFields,
    List<String> ignored,
    Map<String, String> foundFields) {

  private static final int LISTED = 20;

  public SourceData {
    rows = List.copyOf(rows);
    files = List.copyOf(files);
    badLines = List.copyOf(badLines);
    unknownFields = List.copyOf(unknownFields);
    ignored = List.copyOf(ignored);
    foundFields = Map.copyOf(foundFields);
  }

  /// For `on_bad_line: stop`.
  ///
  /// @throws InvalidInputException if any row was rejected: the first twenty, and how many there
  ///   are
  public static void requireNone(List<BadLine> badLines) {
    if (badLines.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    badLines.stream().limit(LISTED).forEach(line -> lines.add(line.toString()));
    if (badLines.size() > LISTED) {
      lines.add("… and " + (badLines.size() - LISTED) + " more");
    }
    if (badLines.size() > 1) {
      lines.add(badLines.size() + " bad lines in all");
    }
    lines.add("Correct them, or set data.on_bad_line to skip to go on without them.");
    throw new InvalidInputException(String.join("\n", lines));
  }
}
