package luthier.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import luthier.example.Origin;
import org.jspecify.annotations.Nullable;

/// Values of fields that rows have besides what their format defines, e.g. to group examples by
/// them. The files are read a second time for it, only when a field is asked for.
public final class FieldValues {

  private FieldValues() {}

  /// @param fields their names
  /// @return for each field the value of each row that has one, as text
  /// @throws InvalidInputException when no row has a field, naming it
  public static Map<String, Map<Origin, String>> read(
      List<Path> paths, SourceOptions options, List<String> fields) {
    Map<String, Map<Origin, String>> values = new LinkedHashMap<>();
    fields.forEach(field -> values.put(field, new HashMap<>()));
    if (fields.isEmpty()) {
      return values;
    }
    String name = String.valueOf(options.base());
    Source source = new Source(options, Limits.DEFAULT);
    try {
      for (Inputs.Input input : Inputs.expand(paths, options).files()) {
        name = input.name();
        try (DataFile file = new DataFile(input.path(), name, Limits.DEFAULT)) {
          Container container = source.container(name, file.content());
          Rows rows = source.open(name, container, file.content());
          for (Row row = rows.next(); row != null; row = rows.next()) {
            add(values, name, row);
          }
        }
      }
    } catch (NotUtf8Exception e) {
      throw new InvalidInputException(name + ":" + e.line() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw DataFile.unreadable(name, e);
    }
    values.forEach((field, found) -> {
      if (found.isEmpty()) {
        throw new InvalidInputException(
            "evaluation.slices: no row of the data has a field '" + field + "'");
      }
    });
    return values;
  }

  private static void add(Map<String, Map<Origin, String>> values, String name, @Nullable Row row) {
    if (row instanceof Row.Fields(int line, Map<String, Object> fields)) {
      values.forEach((field, found) -> {
        Object value = fields.get(field);
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
          found.put(new Origin(name, line), String.valueOf(value));
        }
      });
    }
  }
}
