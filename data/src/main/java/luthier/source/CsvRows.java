package luthier.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import luthier.Excerpt;
import luthier.InvalidInputException;
import org.jspecify.annotations.Nullable;

/// Comma-separated values as RFC 4180 has them: the first line names the columns, a field in double
/// quotes may hold commas, line ends and doubled quotes. Blank lines are no rows.
final class CsvRows implements Rows {

  private static final int END = -1;

  private final BufferedReader in;
  private final String name;
  private final int maxRowChars;
  private final List<String> columns;
  private int line = 1;
  private int ahead;

  /// @param text at its start
  /// @param name the file as messages name it
  CsvRows(Reader text, String name, Limits limits) throws IOException {
    this.in = new BufferedReader(text);
    this.name = name;
    this.maxRowChars = limits.rowBytes();
    this.ahead = in.read();
    this.columns = header();
  }

  @Override
  public @Nullable Row next() throws IOException {
    int start = skipBlankLines();
    if (ahead == END) {
      return null;
    }
    Parsed record = record(start);
    if (record.problem() != null) {
      return new Row.Broken(start, record.problem());
    }
    if (record.values().size() != columns.size()) {
      return new Row.Broken(
          start,
          "has "
              + record.values().size()
              + " fields, expected "
              + columns.size()
              + " as in the first line; a field with commas or line ends must stand in quotes");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      fields.put(columns.get(i), record.values().get(i));
    }
    return new Row.Fields(start, fields);
  }

  private List<String> header() throws IOException {
    int start = skipBlankLines();
    if (ahead == END) {
      return List.of();
    }
    Parsed record = record(start);
    if (record.problem() != null) {
      throw new InvalidInputException(name + ":" + start + ": " + record.problem());
    }
    List<String> names = record.values().stream().map(String::strip).toList();
    Set<String> seen = new HashSet<>();
    for (String column : names) {
      if (column.isEmpty()) {
        throw new InvalidInputException(
            name + ":" + start + ": a column has no name; the first line must name every column");
      }
      if (!seen.add(column)) {
        throw new InvalidInputException(
            name + ":" + start + ": two columns are named " + Excerpt.of(column));
      }
    }
    if (names.size() == 1 && (names.getFirst().contains(";") || names.getFirst().contains("\t"))) {
      throw new InvalidInputException(
          name
              + ":"
              + start
              + ": found one column "
              + Excerpt.of(names.getFirst())
              + "; expected columns separated by commas");
    }
    return names;
  }

  /// @param problem what is wrong with the record, or null
  private record Parsed(List<String> values, @Nullable String problem) {}

  /// Reads one record and its line end.
  private Parsed record(int start) throws IOException {
    List<String> values = new ArrayList<>();
    String problem = null;
    int chars = 0;
    while (true) {
      StringBuilder field = new StringBuilder();
      String found = ahead == '"' ? quoted(field, start) : unquoted(field);
      problem = problem == null ? found : problem;
      chars += field.length();
      if (chars > maxRowChars) {
        problem = "the row is longer than " + maxRowChars + " characters";
        values.clear();
      }
      values.add(field.toString());
      if (ahead != ',') {
        endOfLine();
        return new Parsed(values, problem);
      }
      advance();
    }
  }

  private @Nullable String unquoted(StringBuilder field) throws IOException {
    String problem = null;
    while (ahead != ',' && ahead != '\n' && ahead != '\r' && ahead != END) {
      if (ahead == '"') {
        problem =
            "has a quote inside a field that does not start with one; double it and quote the"
                + " field";
      }
      append(field);
    }
    return problem;
  }

  private @Nullable String quoted(StringBuilder field, int start) throws IOException {
    advance();
    while (true) {
      if (ahead == END || field.length() > maxRowChars) {
        // whatever followed was swallowed: there is no row to go on with
        throw new InvalidInputException(
            name
                + ":"
                + start
                + ": a quote is opened in this row and never closed; what follows cannot be told"
                + " from it, also not with data.on_bad_line: skip; close the quote or double it");
      }
      if (ahead == '"') {
        advance();
        if (ahead != '"') {
          break;
        }
      }
      append(field);
    }
    if (ahead == ',' || ahead == '\n' || ahead == '\r' || ahead == END) {
      return null;
    }
    unquoted(field);
    return "has text after a closing quote; expected a comma or the end of the line";
  }

  private void append(StringBuilder field) throws IOException {
    if (field.length() <= maxRowChars) {
      field.append((char) ahead);
    }
    advance();
  }

  private int skipBlankLines() throws IOException {
    while (ahead == '\n' || ahead == '\r') {
      endOfLine();
    }
    return line;
  }

  private void endOfLine() throws IOException {
    if (ahead == '\r') {
      ahead = in.read();
      if (ahead != '\n') {
        line++;
        return;
      }
    }
    if (ahead == '\n') {
      advance();
    }
  }

  private void advance() throws IOException {
    if (ahead == '\n') {
      line = Math.addExact(line, 1);
    }
    ahead = in.read();
  }
}
