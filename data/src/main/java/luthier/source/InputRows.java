package luthier.source;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.example.Example;
import org.jspecify.annotations.Nullable;

/// The rows of one file, one after another: for predictions, of which none may be left out.
public final class InputRows implements Closeable {

  private final String name;
  private final DataFile file;
  private final Rows rows;
  private final SourceOptions options;
  private @Nullable RowMapper mapper; // of the format of the first row

  /// A row and what is read of it.
  ///
  /// @param fields all of them, JSON values
  /// @param unread those that the example does not hold
  public record InputRow(Example example, Map<String, Object> fields, List<String> unread) {}

  private InputRows(String name, DataFile file, Rows rows, SourceOptions options) {
    this.name = name;
    this.file = file;
    this.rows = rows;
    this.options = options;
  }

  /// @param options whose format is known; where it is not, the first row tells what all rows ask a
  ///   language model
  /// @throws InvalidInputException when there is no such file, or it is of no known kind
  public static InputRows open(Path path, SourceOptions options) {
    String name = path.toString();
    try {
      Source source = new Source(options, Limits.DEFAULT);
      DataFile file = new DataFile(path, name, Limits.DEFAULT);
      try {
        Container container = source.container(name, file.content());
        return new InputRows(name, file, source.open(name, container, file.content()), options);
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw DataFile.unreadable(name, e);
    }
  }

  /// The next row; null when there is none.
  ///
  /// @throws InvalidInputException for a row that cannot be used
  public @Nullable InputRow next() {
    try {
      return switch (rows.next()) {
        case null -> null;
        case Row.Broken(int line, String reason) ->
            throw new InvalidInputException(name + ":" + line + ": " + reason);
        case Row.Fields row -> read(row);
      };
    } catch (NotUtf8Exception e) {
      throw new InvalidInputException(name + ":" + e.line() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw DataFile.unreadable(name, e);
    }
  }

  private RowMapper mapper(Row.Fields row) {
    if (mapper == null) {
      mapper =
          new RowMapper(
              name,
              options.format().orElseGet(() -> Formats.ofPrompts(name, row)),
              options,
              new FieldTally(name),
              new FoundFields(),
              Optional.empty());
    }
    return mapper;
  }

  private InputRow read(Row.Fields row) {
    RowMapper mapper = mapper(row);
    try {
      RowMapper.Mapped mapped = mapper.mapped(row);
      return new InputRow(
          mapped.row().example(), row.fields(), List.copyOf(mapped.unused().keySet()));
    } catch (InvalidInputException e) {
      throw new InvalidInputException(name + ":" + row.line() + ": " + JsonlRows.message(e), e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
