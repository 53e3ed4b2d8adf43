package luthier.source;

import java.io.IOException;
import java.io.Reader;
import luthier.InvalidInputException;
import luthier.example.JsonValues;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/// One JSON list of objects, read item by item. Where its syntax is broken nothing after that place
/// can be trusted, so that is the end of the file whatever `on_bad_line` says.
final class JsonArrayRows implements Rows {

  private final String name;
  private final JsonParser parser;
  private int item;
  private boolean ended;

  /// @param text at its start
  /// @param name the file as messages name it
  JsonArrayRows(Reader text, String name) {
    this.name = name;
    this.parser = JsonValues.parser(text);
  }

  @Override
  public @Nullable Row next() throws IOException {
    if (ended) {
      return null;
    }
    try {
      if (item == 0 && parser.nextToken() != JsonToken.START_ARRAY) {
        throw new InvalidInputException(name + ": expected a JSON list of objects");
      }
      item++;
      JsonToken token = parser.nextToken();
      if (token == JsonToken.END_ARRAY) {
        ended = true;
        requireNothingMore();
        return null;
      }
      return row(token);
    } catch (JacksonException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      TokenStreamLocation at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw unusable(JsonValues.describe(e, where), e);
    }
  }

  private Row row(@Nullable JsonToken token) {
    if (token == null) {
      throw unusable("broken JSON: the file ends before the list does", null);
    }
    try {
      return JsonlRows.fields(item, JsonValues.read(parser));
    } catch (InvalidInputException e) {
      return new Row.Broken(item, JsonlRows.message(e));
    }
  }

  private void requireNothingMore() {
    if (parser.nextToken() != null) {
      throw unusable("something follows the end of the list; expected nothing", null);
    }
  }

  private InvalidInputException unusable(String problem, @Nullable Throwable cause) {
    String message =
        name
            + ":"
            + item
            + ": "
            + problem
            + "; the rest of the file cannot be read, also not with data.on_bad_line: skip; mend"
            + " the file";
    return cause == null
        ? new InvalidInputException(message)
        : new InvalidInputException(message, cause);
  }
}
