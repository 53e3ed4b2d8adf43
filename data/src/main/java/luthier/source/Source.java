package luthier.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.recipe.DataFormat;
import org.jspecify.annotations.Nullable;

/// Reads data files. See [Container] for how rows may be stored and [DataFormat] for what they may
/// mean; every file is one pass, row by row, and its fingerprint is of the bytes that were read.
public final class Source {

  private static final int SNIFFED_BYTES = 4096;

  private final SourceOptions options;
  private final Limits limits;
  private final List<SourceRow> rows = new ArrayList<>();
  private final List<SourceFile> files = new ArrayList<>();
  private final List<BadLine> badLines = new ArrayList<>();
  private final List<UnknownField> unknownFields = new ArrayList<>();
  private final FoundFields found = new FoundFields();

  Source(SourceOptions options, Limits limits) {
    this.options = options;
    this.limits = limits;
  }

  /// Reads files, and the data files of folders, in the given order.
  ///
  /// Rows that cannot be used are in [SourceData#badLines], whatever `on_bad_line` says.
  ///
  /// @param paths relative ones are resolved against [SourceOptions#base]
  /// @throws InvalidInputException if a path leads to no data, or a file cannot be read to its end
  ///   (broken list, damaged or exploding gzip, unknown format, format of no use for the task)
  /// @throws luthier.UnsupportedException if a file is of a known kind that is not read
  /// @throws luthier.ResourceException if the disk fails
  public static SourceData read(List<Path> paths, SourceOptions options) {
    return read(paths, options, Limits.DEFAULT);
  }

  static SourceData read(List<Path> paths, SourceOptions options, Limits limits) {
    Source source = new Source(options, limits);
    String name = String.valueOf(options.base());
    try {
      Inputs.Expanded inputs = Inputs.expand(paths, options);
      for (Inputs.Input input : inputs.files()) {
        name = input.name();
        source.readFile(input);
      }
      return new SourceData(
          source.rows,
          source.files,
          source.badLines,
          source.unknownFields,
          inputs.ignored(),
          source.found.byKey());
    } catch (NotUtf8Exception e) {
      throw new InvalidInputException(name + ":" + e.line() + ": " + e.getMessage(), e);
    } catch (AccessDeniedException e) {
      throw new InvalidInputException(name + ": may not be read; its permissions forbid it", e);
    } catch (IOException e) {
      throw DataFile.unreadable(name, e);
    }
  }

  private void readFile(Inputs.Input input) throws IOException {
    String name = input.name();
    int rowsBefore = rows.size();
    int badBefore = badLines.size();
    try (DataFile file = new DataFile(input.path(), name, limits)) {
      Container container = container(name, file.content());
      Optional<DataFormat> format =
          readRows(name, container, open(name, container, file.content()));
      if (rows.size() == rowsBefore && badLines.size() == badBefore) {
        badLines.add(
            new BadLine(
                name, 1, file.bytes() == 0 ? "the file is empty" : "the file holds no row"));
      }
      files.add(
          new SourceFile(
              name,
              container,
              file.compressed(),
              format,
              options.format().isEmpty(),
              file.bytes(),
              file.fingerprint(),
              rows.size() - rowsBefore,
              badLines.size() - badBefore));
    }
  }

  /// @return the format; empty when there was no row to see it by
  private Optional<DataFormat> readRows(String name, Container container, Rows in)
      throws IOException {
    List<Row> looked = new ArrayList<>();
    List<Row.Fields> readable = new ArrayList<>();
    Row row = in.next();
    while (row != null && readable.size() < Formats.ROWS_LOOKED_AT) {
      looked.add(row);
      if (row instanceof Row.Fields fields) {
        readable.add(fields);
      }
      row = in.next();
    }
    Optional<DataFormat> format = format(name, container, readable);
    FieldTally tally = new FieldTally(name);
    Optional<String> folder =
        container == Container.PLAIN_TEXT ? Optional.of(folderOf(name)) : Optional.empty();
    Optional<RowMapper> mapper =
        format.map(f -> new RowMapper(name, f, options, tally, found, folder));
    for (Row first : looked) {
      accept(name, first, mapper.orElse(null));
    }
    while (row != null) {
      accept(name, row, mapper.orElse(null));
      row = in.next();
    }
    unknownFields.addAll(tally.fields());
    return format;
  }

  /// The folder that a file lies in, by its own name.
  private static String folderOf(String name) {
    String[] parts = name.split("/");
    return parts.length > 1 ? parts[parts.length - 2] : ".";
  }

  private Optional<DataFormat> format(String name, Container container, List<Row.Fields> readable) {
    Optional<DataFormat> fixed =
        options
            .format()
            .or(() ->
                options.task().labelled() ? Optional.of(DataFormat.LABELLED) : Optional.empty())
            .or(() ->
                container == Container.PLAIN_TEXT
                    ? Optional.of(DataFormat.TEXT)
                    : Optional.empty());
    if (fixed.isPresent()) {
      Formats.requireUsable(name, fixed.get(), options.task());
      return fixed;
    }
    return readable.isEmpty()
        ? Optional.empty()
        : Optional.of(Formats.recognise(name, readable, options.task()));
  }

  private void accept(String name, Row row, @Nullable RowMapper mapper) {
    switch (row) {
      case Row.Broken(int line, String reason) -> badLines.add(new BadLine(name, line, reason));
      case Row.Fields fields -> {
        if (mapper == null) {
          throw new IllegalStateException("a readable row without a format");
        }
        try {
          rows.add(mapper.map(fields));
        } catch (InvalidInputException e) {
          badLines.add(new BadLine(name, fields.line(), JsonlRows.message(e)));
        }
      }
    }
  }

  Rows open(String name, Container container, InputStream content) throws IOException {
    return switch (container) {
      case JSONL -> new JsonlRows(content, limits);
      case JSON_ARRAY -> new JsonArrayRows(new Utf8Reader(content), name);
      case CSV -> new CsvRows(new Utf8Reader(content), name, limits);
      case PLAIN_TEXT -> new PlainTextRows(new Utf8Reader(content), limits);
    };
  }

  Container container(String name, InputStream content) throws IOException {
    if (Inputs.isCsv(name)) {
      return Container.CSV;
    }
    boolean text = options.format().isEmpty() || options.format().get() == DataFormat.TEXT;
    if (Inputs.isText(name) && text) {
      return Container.PLAIN_TEXT;
    }
    int first = firstCharacter(content);
    if (first == '[') {
      return Container.JSON_ARRAY;
    }
    if (first == '{' || Inputs.isJson(name)) {
      return Container.JSONL;
    }
    throw new InvalidInputException(
        name
            + ": cannot tell what kind of file this is; expected a name that ends in .jsonl, .json,"
            + " .csv, .txt or .md (also with .gz), or JSON in it");
  }

  /// The first byte that is neither white space nor part of a byte order mark; -1 if there is none
  /// near the start.
  private static int firstCharacter(InputStream content) throws IOException {
    content.mark(SNIFFED_BYTES);
    byte[] start = content.readNBytes(SNIFFED_BYTES);
    content.reset();
    for (int i = 0; i < start.length; i++) {
      boolean mark =
          i < 3 && (start[i] == (byte) 0xEF || start[i] == (byte) 0xBB || start[i] == (byte) 0xBF);
      if (!mark && start[i] != ' ' && start[i] != '\n' && start[i] != '\r' && start[i] != '\t') {
        return start[i];
      }
    }
    return -1;
  }
}
