package luthier.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import luthier.InvalidInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The tokens that end a text, as a model directory names them.
public final class StopTokens {

  private StopTokens() {}

  /// `eos_token_id` of `generation_config.json`, else of `config.json` (one id or several), and the
  /// `eos_token` of `tokenizer_config.json`.
  public static Set<Integer> of(Path directory, Tokenizer tokenizer) {
    Set<Integer> ids = new LinkedHashSet<>();
    eosToken(directory).ifPresent(token -> tokenizer.id(token).ifPresent(ids::add));
    for (String file : new String[] {"generation_config.json", "config.json"}) {
      JsonNode eos = read(directory.resolve(file)).path("eos_token_id");
      if (eos.isInt()) {
        ids.add(eos.asInt());
      }
      eos.forEach(id -> ids.add(id.asInt()));
    }
    return ids;
  }

  /// The `eos_token` of `tokenizer_config.json` or `special_tokens_map.json`.
  public static Optional<String> eosToken(Path directory) {
    for (String file : new String[] {"tokenizer_config.json", "special_tokens_map.json"}) {
      JsonNode token = read(directory.resolve(file)).path("eos_token");
      String content = token.isObject() ? token.path("content").asString("") : token.asString("");
      if (!content.isEmpty()) {
        return Optional.of(content);
      }
    }
    return Optional.empty();
  }

  private static JsonNode read(Path file) {
    JsonMapper mapper = JsonMapper.builder().build();
    if (!Files.exists(file)) {
      return mapper.createObjectNode();
    }
    try {
      return mapper.readTree(Files.readString(file));
    } catch (IOException | JacksonException e) {
      throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
