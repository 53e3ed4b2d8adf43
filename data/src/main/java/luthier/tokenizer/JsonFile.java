package luthier.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import luthier.InvalidInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the JSON files of a model directory, with limits: a file may come from anywhere.
final class JsonFile {

  /// Largest accepted file. The largest tokenizer known (262 thousand tokens) takes 35 MB.
  static final long MAX_BYTES = 128L << 20;

  /// Deepest accepted nesting; tokenizers in use reach 8.
  static final int MAX_DEPTH = 64;

  private static final int MAX_QUOTE = 60;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(100)
                          .maxNameLength(50_000)
                          .maxStringLength(20_000_000)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFile() {}

  /// Reads a file whose value is an object.
  static JsonNode read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          file + ": there is no such file; expected a model directory in Hugging Face layout");
    }
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_BYTES) {
        throw new InvalidInputException(
            file + ": " + bytes + " bytes, expected at most " + MAX_BYTES);
      }
      return parse(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  static Optional<JsonNode> readIfThere(Path file) {
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  private static JsonNode parse(Path file, byte[] content) {
    try {
      JsonNode root = MAPPER.readTree(content);
      if (!root.isObject()) {
        throw new InvalidInputException(file + ": expected a JSON object");
      }
      return root;
    } catch (JacksonException e) {
      String place =
          e.getLocation() == null
              ? ""
              : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
      throw new InvalidInputException(
          file + place + ": not acceptable JSON: " + firstSentence(e.getOriginalMessage()), e);
    }
  }

  /// Compact JSON of a value.
  static String write(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  /// A text for a message: in quotes, shortened, control characters escaped.
  static String quote(String text) {
    return MAPPER.writeValueAsString(cut(text));
  }

  /// A text for a message, shortened.
  static String cut(String text) {
    int end = Math.min(text.length(), MAX_QUOTE);
    return end == text.length() ? text : text.substring(0, end) + "…";
  }

  private static String firstSentence(String message) {
    if (message.contains("nesting depth")) {
      return "nested deeper than " + MAX_DEPTH + " levels";
    }
    return message.lines().findFirst().map(JsonFile::cut120).orElse("");
  }

  private static String cut120(String line) {
    return line.length() <= 120 ? line : line.substring(0, 120) + "…";
  }
}
