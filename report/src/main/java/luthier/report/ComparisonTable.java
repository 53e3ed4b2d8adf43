package luthier.report;

import java.util.ArrayList;
import java.util.List;

/// The comparison of runs for a terminal.
final class ComparisonTable {

  private static final int WIDEST = 34;
  private static final String GAP = "  ";

  private ComparisonTable() {}

  static String text(Comparison comparison) {
    List<List<String>> results = new ArrayList<>();
    for (Comparison.Result result : comparison.results()) {
      List<String> row = new ArrayList<>(List.of(result.title()));
      for (int i = 0; i < result.texts().size(); i++) {
        row.add(result.texts().get(i) + (i == result.best() ? " *" : ""));
      }
      results.add(row);
    }
    List<List<String>> settings = new ArrayList<>();
    comparison
        .settings()
        .forEach((key, values) -> {
          List<String> row = new ArrayList<>(List.of(key));
          row.addAll(values);
          settings.add(row);
        });
    StringBuilder out = new StringBuilder();
    write(out, "Results", comparison.labels(), results);
    out.append('\n');
    if (settings.isEmpty()) {
      out.append("The settings do not differ.\n");
    } else {
      write(out, "Settings that differ", comparison.labels(), settings);
    }
    if (results.stream().anyMatch(row -> row.stream().anyMatch(text -> text.endsWith(" *")))) {
      out.append("\n* the best of its row\n");
    }
    comparison.notes().forEach(note -> out.append(note).append('\n'));
    return out.toString();
  }

  private static void write(
      StringBuilder out, String title, List<String> labels, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of(title));
    head.addAll(labels);
    all.add(head);
    all.addAll(rows);
    int[] widths = new int[head.size()];
    for (List<String> row : all) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], length(cut(row.get(i), i)));
      }
    }
    for (int r = 0; r < all.size(); r++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = cut(all.get(r).get(i), i);
        line.append(i == 0 ? "" : GAP).append(cell).repeat(" ", widths[i] - length(cell));
      }
      out.append(line.toString().stripTrailing()).append('\n');
      if (r == 0) {
        for (int i = 0; i < widths.length; i++) {
          out.append(i == 0 ? "" : GAP).repeat("─", widths[i]);
        }
        out.append('\n');
      }
    }
  }

  /// One line of at most so many characters; the first column is never cut.
  private static String cut(String text, int column) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    if (column == 0 || length(line) <= WIDEST) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, WIDEST - 1)) + "…";
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
