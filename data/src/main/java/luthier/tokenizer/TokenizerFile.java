package luthier.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import luthier.InvalidInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the native library does not tell of a `tokenizer.json`, and the checks that it should not
/// be trusted to make.
///
/// @param ids id of each token that has a content of its own
/// @param special contents and ids of control tokens
record TokenizerFile(Map<String, Integer> ids, Map<String, Integer> special, int vocabularySize) {

  private static final long MOST_BYTES = 256L << 20;
  private static final int MOST_ID = 10_000_000;

  static TokenizerFile read(Path path) {
    JsonNode json = parse(path);
    Map<String, Integer> ids = new HashMap<>();
    Map<String, Integer> special = new LinkedHashMap<>();
    JsonNode model = json.path("model");
    if (model.path("vocab").isObject()) {
      model.path("vocab").properties().forEach(e -> put(path, ids, e.getKey(), e.getValue()));
    } else if (model.path("vocab").isArray()) {
      for (int i = 0; i < model.path("vocab").size(); i++) {
        ids.put(model.path("vocab").get(i).path(0).asString(""), i);
      }
    }
    Map<Integer, String> contentOf = new HashMap<>();
    ids.forEach((content, id) -> {
      if (contentOf.putIfAbsent(id, content) != null) {
        throw wrong(path, "model.vocab", "id " + id + " is given to two tokens");
      }
    });
    for (JsonNode token : json.path("added_tokens")) {
      String content = token.path("content").asString("");
      if (content.isEmpty()) {
        throw wrong(path, "added_tokens", "a token with empty content");
      }
      put(path, ids, content, token.path("id"));
      int id = token.path("id").asInt();
      String other = contentOf.putIfAbsent(id, content);
      if (other != null && !other.equals(content)) {
        throw wrong(path, "added_tokens", "id " + id + " is given to two tokens");
      }
      if (token.path("special").asBoolean(false)) {
        special.put(content, id);
      }
    }
    PatternSafety.require(path, json);
    int size = contentOf.keySet().stream().mapToInt(id -> id + 1).max().orElse(0);
    return new TokenizerFile(Map.copyOf(ids), special, size);
  }

  private static void put(Path path, Map<String, Integer> ids, String content, JsonNode id) {
    if (!id.isInt() || id.asInt() < 0 || id.asInt() > MOST_ID) {
      throw wrong(path, "vocabulary", "a token with id " + id + ", expected 0 to " + MOST_ID);
    }
    ids.put(content, id.asInt());
  }

  private static JsonNode parse(Path path) {
    try {
      if (Files.size(path) > MOST_BYTES) {
        throw wrong(path, "file", "more than " + (MOST_BYTES >> 20) + " MB");
      }
      JsonMapper mapper =
          JsonMapper.builder(
                  JsonFactory.builder()
                      .streamReadConstraints(
                          StreamReadConstraints.builder().maxNestingDepth(64).build())
                      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                      .build())
              .build();
      return mapper.readTree(Files.readAllBytes(path));
    } catch (JacksonException e) {
      throw new InvalidInputException(path + ": not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new InvalidInputException(path + ": cannot be read: " + e, e);
    }
  }

  static InvalidInputException wrong(Path path, String where, String what) {
    return new InvalidInputException(path + ": " + where + ": found " + what);
  }
}
