package luthier.example;

import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import luthier.Excerpt;
import luthier.InvalidInputException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Strict reading of JSON into plain Java values: String, Boolean, Long, BigInteger, Double, List,
/// Map with String keys in the order of the text, and null (also inside lists and maps).
///
/// Stricter than RFC 8259 asks: a duplicate key, a lone surrogate, a number outside the range of
/// `double`, a number of more than 400 characters, nesting beyond 100 levels and a value of more
/// than 4 million parts are errors, because none of them has one meaning that everybody shares or a
/// size that an example can have.
public final class JsonValues {

  /// Deepest nesting of lists and objects.
  public static final int MAX_DEPTH = 100;

  private static final int MAX_NUMBER_CHARS = 400;
  private static final int MAX_PARTS = 4_000_000;
  private static final JsonFactory JSON = factory();

  private JsonValues() {}

  /// The value that is the whole of `text`.
  ///
  /// @throws InvalidInputException with the column and what is wrong; the caller adds the place
  public static @Nullable Object parse(String text) {
    try (JsonParser parser = parser(new StringReader(text))) {
      if (parser.nextToken() == null) {
        throw new InvalidInputException("broken JSON: found nothing, expected a value");
      }
      Object value = read(parser);
      if (parser.nextToken() != null) {
        throw new InvalidInputException(
            "broken JSON at column "
                + parser.currentTokenLocation().getColumnNr()
                + ": something follows the end of the value; expected one value");
      }
      return value;
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String where = at == null || at.getColumnNr() < 0 ? "" : " at column " + at.getColumnNr();
      throw new InvalidInputException(describe(e, where), e);
    }
  }

  /// A parser with the limits of this class, for reading a long list value by value.
  public static JsonParser parser(Reader text) {
    return JSON.createParser(ObjectReadContext.empty(), text);
  }

  /// The value that starts at the parser's current token; afterwards the parser is at its last
  /// token.
  ///
  /// @throws JacksonException if the text is not JSON or beyond a limit, see [#describe]
  /// @throws InvalidInputException if the value is JSON but not one that has a meaning here; the
  ///   parser is at its last token all the same, so that the next value can be read
  public static @Nullable Object read(JsonParser parser) {
    return new Builder().whole(parser);
  }

  /// What is wrong, in words of ours; the text itself is not shown, it may be huge or private.
  ///
  /// @param where " at column 7" or the like
  public static String describe(JacksonException e, String where) {
    String message = e.getOriginalMessage();
    if (e instanceof JacksonIOException) {
      return "cannot be read: " + oneLine(message);
    }
    if (e instanceof StreamConstraintsException) {
      return limit(message) + where;
    }
    if (message.contains("end-of-input") || message.contains("end of input")) {
      return "broken JSON" + where + ": the text ends before the value does";
    }
    return "broken JSON" + where + ": " + oneLine(message);
  }

  private static String limit(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("nesting depth")) {
      return "JSON nested deeper than " + MAX_DEPTH + " levels";
    }
    if (lower.contains("number")) {
      return "a number of more than " + MAX_NUMBER_CHARS + " characters";
    }
    return "JSON beyond a limit: " + oneLine(message);
  }

  private static String oneLine(String message) {
    String quoted = Excerpt.of(message);
    return quoted.substring(1, quoted.length() - 1);
  }

  private static JsonFactory factory() {
    return JsonFactory.builder()
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        // whoever opened a file reads it to its end, for the fingerprint, and closes it
        .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_CHARS)
                .maxStringLength(1 << 26)
                .maxNameLength(1 << 16)
                .build())
        .build();
  }

  /// Reads one value; its depth is bounded by the parser, its size by the count of parts. What is
  /// JSON but has no meaning here is remembered and thrown at the end of the value, so that the
  /// parser then stands where the next value can be read.
  private static final class Builder {

    private int parts;
    private @Nullable String problem;

    private @Nullable Object whole(JsonParser parser) {
      Object value = value(parser);
      if (problem != null) {
        throw new InvalidInputException(problem);
      }
      return value;
    }

    private @Nullable Object value(JsonParser parser) {
      if (++parts > MAX_PARTS) {
        found("a JSON value of more than " + MAX_PARTS + " parts");
      }
      JsonToken token = parser.currentToken();
      return switch (token) {
        case START_OBJECT -> object(parser);
        case START_ARRAY -> list(parser);
        case VALUE_STRING -> wellFormed(parser.getString());
        case VALUE_NUMBER_INT -> integer(parser.getNumberValue());
        case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
        case VALUE_TRUE -> Boolean.TRUE;
        case VALUE_FALSE -> Boolean.FALSE;
        case VALUE_NULL -> null;
        default -> throw new IllegalStateException("unexpected token " + token);
      };
    }

    // JSON null is null; the declared types of our records leave that to their documentation
    @SuppressWarnings("NullAway")
    private Map<String, Object> object(JsonParser parser) {
      Map<String, Object> object = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = wellFormed(parser.currentName());
        if (object.containsKey(key)) {
          found("duplicate key " + Excerpt.of(key));
        }
        parser.nextToken();
        Object value = value(parser);
        if (problem == null) {
          object.put(key, value);
        }
      }
      return object;
    }

    @SuppressWarnings("NullAway")
    private List<Object> list(JsonParser parser) {
      List<Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        Object value = value(parser);
        if (problem == null) {
          list.add(value);
        }
      }
      return list;
    }

    private static Number integer(Number number) {
      return number instanceof Integer ? Long.valueOf(number.longValue()) : number;
    }

    private Double finite(double number) {
      if (Double.isInfinite(number)) {
        found("a number beyond the range of double (about 1.8e308)");
      }
      return number;
    }

    private String wellFormed(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (!Character.isSurrogate(c)) {
          continue;
        }
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          found(
              String.format(
                  "text with the lone surrogate \\u%04x, which is no character; expected a pair",
                  (int) c));
          return text;
        }
        i++;
      }
      return text;
    }

    private void found(String what) {
      if (problem == null) {
        problem = what;
      }
    }
  }
}
