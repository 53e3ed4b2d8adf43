package luthier.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.jinja.Template;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Finds the chat template of a model directory.
public final class TemplateFiles {

  private static final String CONFIG = "tokenizer_config.json";

  private TemplateFiles() {}

  /// The template of `chat_template.jinja`, else of `tokenizer_config.json` (a text, or several
  /// with names, of which `default` is taken); empty when there is none.
  ///
  /// @throws InvalidInputException when it is malformed
  public static Optional<ChatTemplate> load(Path directory, Clock clock) {
    JsonNode config = read(directory.resolve(CONFIG));
    Path file = directory.resolve("chat_template.jinja");
    Optional<String> source =
        Files.exists(file) ? Optional.of(text(file)) : inConfig(config.path("chat_template"));
    String name = Files.exists(file) ? file.toString() : directory.resolve(CONFIG).toString();
    return source.map(
        jinja -> new ChatTemplate(Template.compile(jinja, name), specialTokens(config), clock));
  }

  /// A template that stands alone.
  public static ChatTemplate ofFile(Path file, Clock clock) {
    return new ChatTemplate(Template.compile(text(file), file.toString()), Map.of(), clock);
  }

  private static Optional<String> inConfig(JsonNode template) {
    if (template.isString()) {
      return Optional.of(template.asString());
    }
    for (JsonNode named : template) {
      if (named.path("name").asString("").equals("default")) {
        return Optional.of(named.path("template").asString(""));
      }
    }
    return Optional.empty();
  }

  /// `bos_token`, `eos_token` and their like, as texts.
  private static Map<String, Object> specialTokens(JsonNode config) {
    Map<String, Object> tokens = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : config.properties()) {
      if (entry.getKey().endsWith("_token")) {
        JsonNode value = entry.getValue();
        String content = value.isObject() ? value.path("content").asString("") : value.asString("");
        if (!content.isEmpty()) {
          tokens.put(entry.getKey(), content);
        }
      }
    }
    return tokens;
  }

  private static JsonNode read(Path file) {
    JsonMapper mapper = JsonMapper.builder().build();
    if (!Files.exists(file)) {
      return mapper.createObjectNode();
    }
    try {
      return mapper.readTree(text(file));
    } catch (JacksonException e) {
      throw new InvalidInputException(file + ": not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new InvalidInputException(file + ": cannot be read as UTF-8 text: " + e, e);
    }
  }
}
