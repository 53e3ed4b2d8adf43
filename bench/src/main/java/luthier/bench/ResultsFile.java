package luthier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import luthier.runlog.AtomicFiles;

/// Tables in a Markdown file. Rows are only added: those of other machines and days stay.
record ResultsFile(Path path) {

  /// Adds a row to the end of the table under a heading; makes both if they are not there.
  ///
  /// @param columns their names
  void add(String heading, List<String> columns, List<String> row) throws IOException {
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException(columns + " " + row);
    }
    List<String> lines = new ArrayList<>(Files.exists(path) ? Files.readAllLines(path) : List.of());
    String title = "## " + heading;
    int start = lines.indexOf(title);
    if (start < 0) {
      lines.addAll(List.of("", title, ""));
      start = lines.size() - 2;
    }
    int last = lastOfTable(lines, start, line(columns));
    lines.add(last + 1, line(row));
    while (lines.getLast().isBlank()) {
      lines.removeLast();
    }
    AtomicFiles.write(path, String.join("\n", lines) + "\n");
  }

  /// The last line of the section's table with these columns; a new table after the section's last
  /// one when the columns have changed.
  private static int lastOfTable(List<String> lines, int start, String header) {
    int end = start + 1;
    while (end < lines.size() && !lines.get(end).startsWith("## ")) {
      end++;
    }
    int at = lines.subList(start, end).lastIndexOf(header);
    if (at >= 0) {
      int last = start + at;
      while (last + 1 < lines.size() && lines.get(last + 1).startsWith("|")) {
        last++;
      }
      return last;
    }
    while (lines.get(end - 1).isBlank()) {
      end--;
    }
    String rule = header.replaceAll("[^|]+", "---");
    List<String> table = List.of("", header, rule);
    lines.addAll(end, table);
    if (end + table.size() < lines.size() && !lines.get(end + table.size()).isBlank()) {
      lines.add(end + table.size(), "");
    }
    return end + table.size() - 1;
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(c -> c.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
