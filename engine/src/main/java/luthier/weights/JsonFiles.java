package luthier.weights;

import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import luthier.InvalidInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads the JSON files of a model directory strictly: at most 16 MB, UTF-8, at most 64 levels, no
/// key twice, no number beyond 1000 digits, nothing after the value.
public final class JsonFiles {

  private static final int LARGEST = 16 * 1024 * 1024;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(StrictJson.factory(LARGEST))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFiles() {}

  /// The object that a file holds.
  ///
  /// @throws InvalidInputException naming the file, and line and column where there are some, when
  ///   it is missing, unreadable, no regular file, too large, not JSON or not an object
  public static ObjectNode readObject(Path file) {
    CharBuffer text = StrictJson.decode(bytes(file), file.toString());
    JsonNode root;
    try {
      root = MAPPER.readTree(text.toString());
    } catch (JacksonException e) {
      throw new InvalidInputException(file + ": not valid JSON: " + StrictJson.complaint(e), e);
    }
    if (root instanceof ObjectNode object) {
      return object;
    }
    throw new InvalidInputException(
        file + ": found " + kind(root) + ", expected a JSON object { … }");
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new InvalidInputException(file + ": not a regular file");
      }
      long size = Files.size(file);
      if (size > LARGEST) {
        throw new InvalidInputException(
            file + ": " + Excerpt.bytes(size) + ", expected at most " + Excerpt.bytes(LARGEST));
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(file + ": no such file", e);
    } catch (IOException e) {
      throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// The kind of a JSON value in words.
  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case BOOLEAN -> "true or false";
      case NUMBER -> "a number";
      case STRING -> "a text";
      case NULL -> "null";
      case BINARY, MISSING, POJO -> "nothing";
    };
  }
}
