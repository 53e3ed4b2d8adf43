package luthier.run;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import luthier.InvalidInputException;
import luthier.ResourceException;
import tools.jackson.databind.json.JsonMapper;

/// Where predictions are written: JSON lines, or a table where the name ends in `.csv`. Each
/// prediction is a line, so that an interrupted file can be gone on with.
final class PredictionFile implements Closeable {

  private final JsonMapper mapper = JsonMapper.builder().build();
  private final PrintWriter out;
  private final boolean table;
  private boolean headed;

  private PredictionFile(PrintWriter out, boolean table, boolean headed) {
    this.out = out;
    this.table = table;
    this.headed = headed;
  }

  /// To the terminal, JSON lines.
  static PredictionFile to(PrintWriter out) {
    return new PredictionFile(out, false, false);
  }

  /// A new file, or one to go on with.
  ///
  /// @param resume whether the file may be there already
  static PredictionFile open(Path file, boolean resume) {
    boolean table = isTable(file);
    try {
      boolean there = Files.exists(file);
      if (there && !resume) {
        throw new InvalidInputException(
            "--output: " + file + " exists already; name another, or go on with it by --resume");
      }
      boolean headed = there && Files.size(file) > 0;
      BufferedWriter writer =
          Files.newBufferedWriter(
              file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return new PredictionFile(new PrintWriter(writer), table, headed);
    } catch (IOException e) {
      throw new ResourceException(file + ": cannot be written: " + e, e);
    }
  }

  private static boolean isTable(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  /// How many predictions a file holds; a line that was being written when the power went is taken
  /// away.
  static long done(Path file) {
    if (!Files.exists(file)) {
      return 0;
    }
    long lines = 0;
    long good = 0; // bytes up to the last line end
    byte[] buffer = new byte[1 << 16];
    boolean quoted = false; // a line end in quotes ends no row
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long at = 0;
      for (int read = bytes.read(buffer); read > 0; read = bytes.read(buffer)) {
        for (int i = 0; i < read; i++, at++) {
          quoted ^= buffer[i] == '"' && isTable(file);
          if (buffer[i] == '\n' && !quoted) {
            lines++;
            good = at + 1;
          }
        }
      }
      bytes.setLength(good);
    } catch (IOException e) {
      throw new ResourceException(file + ": cannot be read: " + e, e);
    }
    return isTable(file) ? Math.max(0, lines - 1) : lines;
  }

  /// Writes one prediction.
  ///
  /// @param values JSON values by name; in a table an object becomes a column for each of its parts
  void write(Map<String, Object> values) {
    if (!table) {
      out.print(mapper.writeValueAsString(values));
      out.print('\n');
      return;
    }
    List<String> names = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    values.forEach((name, value) -> {
      if (value instanceof Map<?, ?> parts) {
        parts.forEach((part, inner) -> {
          names.add(name + "." + part);
          cells.add(cell(inner));
        });
      } else {
        names.add(name);
        cells.add(cell(value));
      }
    });
    if (!headed) {
      line(names);
      headed = true;
    }
    line(cells);
  }

  private String cell(Object value) {
    return value instanceof String text ? text : mapper.writeValueAsString(value);
  }

  private void line(List<String> cells) {
    out.print(
        String.join(
            ",",
            cells.stream()
                .map(cell ->
                    cell.matches("(?s).*[,\"\r\n].*")
                        ? '"' + cell.replace("\"", "\"\"") + '"'
                        : cell)
                .toList()));
    out.print('\n');
  }

  /// Hands on what was written.
  ///
  /// @throws ResourceException when the disk is full
  void flush() {
    if (out.checkError()) {
      throw new ResourceException("the predictions could not be written; is the disk full?");
    }
  }

  @Override
  public void close() {
    flush();
    out.close();
  }
}
