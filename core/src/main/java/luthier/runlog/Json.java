package luthier.runlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import luthier.InvalidInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads and writes the JSON documents of a run directory. Doubles are written with the shortest
/// text that reads back as the same double; keys keep their order.
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /// An empty object, to be filled.
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /// The object as one line, without a line end.
  public static String line(ObjectNode object) {
    return MAPPER.writeValueAsString(object);
  }

  /// The object on several lines, indented by two spaces, with a line end.
  public static String pretty(ObjectNode object) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectNameValueSpacing(Separators.Spacing.AFTER));
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    return MAPPER.writer().with(printer).writeValueAsString(object) + "\n";
  }

  /// Puts a number, as text where JSON has no number for it.
  public static void put(ObjectNode object, String name, double value) {
    if (Double.isFinite(value)) {
      object.put(name, value);
    } else {
      object.put(name, Double.toString(value));
    }
  }

  /// Reads one object.
  ///
  /// @param where how messages name the place, e.g. `metrics.jsonl:12`
  /// @throws InvalidInputException when the text is not one JSON object
  public static JsonView parse(String where, String text) {
    try {
      return JsonView.of(where, MAPPER.readTree(text));
    } catch (JacksonException e) {
      throw new InvalidInputException(
          where
              + ": not JSON: "
              + e.getOriginalMessage()
              + "; found '"
              + JsonView.shortened(text)
              + "'",
          e);
    }
  }

  /// Reads a file that holds one object.
  ///
  /// @throws InvalidInputException when the file is not UTF-8 or not one JSON object
  public static JsonView read(Path file) throws IOException {
    return parse(file.toString(), utf8(file.toString(), Files.readAllBytes(file)));
  }

  /// Writes a document whole or not at all.
  public static void write(Path file, ObjectNode object) throws IOException {
    AtomicFiles.write(file, pretty(object));
  }

  static String utf8(String where, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(where + ": is not UTF-8 text", e);
    }
  }
}
