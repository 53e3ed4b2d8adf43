package luthier.template;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import luthier.InvalidInputException;
import luthier.example.JsonValues;
import luthier.jinja.Template;

/// Finds the chat template of a model directory, where transformers puts it.
public final class TemplateFiles {

  private static final String CONFIG = "tokenizer_config.json";
  private static final String SPECIAL_TOKENS = "special_tokens_map.json";
  private static final String FILE = "chat_template.jinja";
  private static final String MORE = "additional_chat_templates";
  private static final String PROCESSOR = "chat_template.json";
  private static final String DEFAULT = "default";
  private static final String WITH_TOOLS = "tool_use";
  private static final String ENDING = ".jinja";

  private TemplateFiles() {}

  /// A template's source and where it stands.
  private record Source(String jinja, String place) {

    Template compile() {
      return Template.compile(jinja, place);
    }
  }

  /// The templates of `chat_template.jinja` and `additional_chat_templates/`, else those of
  /// `tokenizer_config.json` (a text, or several with names), else of `chat_template.json`; empty
  /// when there is none. Of several, `default` is used, and `tool_use` for conversations with
  /// tools.
  ///
  /// @throws InvalidInputException when it is malformed, or there are several without a `default`
  public static Optional<ChatTemplate> load(Path directory, Clock clock) {
    Map<String, Object> config = read(directory.resolve(CONFIG));
    Map<String, Source> named = named(directory, config);
    if (named.isEmpty()) {
      return Optional.empty();
    }
    Source source = named.get(DEFAULT);
    if (source == null) {
      throw new InvalidInputException(
          directory
              + ": has chat templates named "
              + String.join(", ", named.keySet())
              + ", but none named default, so it is not known which to use; name one of them so");
    }
    Map<String, Object> tokens = new LinkedHashMap<>();
    specialTokens(read(directory.resolve(SPECIAL_TOKENS)), tokens);
    specialTokens(config, tokens);
    return Optional.of(
        new ChatTemplate(
            source.compile(),
            Optional.ofNullable(named.get(WITH_TOOLS)).map(Source::compile),
            tokens,
            clock));
  }

  /// A template that stands alone.
  public static ChatTemplate ofFile(Path file, Clock clock) {
    return new ChatTemplate(Template.compile(text(file), file.toString()), Map.of(), clock);
  }

  private static Map<String, Source> named(Path directory, Map<String, Object> config) {
    Map<String, Source> named = inFiles(directory);
    if (named.isEmpty()) {
      named = inJson(directory.resolve(CONFIG), config);
    }
    Path processor = directory.resolve(PROCESSOR);
    return named.isEmpty() ? inJson(processor, read(processor)) : named;
  }

  private static Map<String, Source> inFiles(Path directory) {
    Map<String, Source> named = new TreeMap<>();
    Path file = directory.resolve(FILE);
    if (Files.exists(file)) {
      named.put(DEFAULT, new Source(text(file), file.toString()));
    }
    Path folder = directory.resolve(MORE);
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + ENDING)) {
        for (Path entry : entries) {
          String name = String.valueOf(entry.getFileName());
          named.put(
              name.substring(0, name.length() - ENDING.length()),
              new Source(text(entry), entry.toString()));
        }
      } catch (IOException e) {
        throw new InvalidInputException(folder + ": cannot be read: " + e.getMessage(), e);
      }
    }
    return named;
  }

  private static Map<String, Source> inJson(Path file, Map<String, Object> json) {
    Map<String, Source> named = new TreeMap<>();
    String place = file + ": chat_template";
    switch (json.get("chat_template")) {
      case null -> {}
      case String jinja -> named.put(DEFAULT, new Source(jinja, file.toString()));
      case List<?> list -> {
        for (Object each : list) {
          if (!(each instanceof Map<?, ?> entry
              && entry.get("name") instanceof String name
              && entry.get("template") instanceof String jinja)) {
            throw new InvalidInputException(
                place + ": expected a text, or a list of objects with name and template");
          }
          named.put(name, new Source(jinja, file + " (chat template " + name + ")"));
        }
      }
      case Map<?, ?> map ->
          map.forEach((name, jinja) ->
              named.put(
                  String.valueOf(name),
                  new Source(String.valueOf(jinja), file + " (chat template " + name + ")")));
      default ->
          throw new InvalidInputException(
              place + ": expected a text, or a list of objects with name and template");
    }
    return named;
  }

  /// `bos_token`, `eos_token` and their like, as texts.
  private static void specialTokens(Map<String, Object> json, Map<String, Object> tokens) {
    json.forEach((key, value) -> {
      Object content = value instanceof Map<?, ?> token ? token.get("content") : value;
      if (key.endsWith("_token") && content instanceof String text && !text.isEmpty()) {
        tokens.put(key, text);
      }
    });
  }

  private static Map<String, Object> read(Path file) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return fields;
    }
    try {
      if (!(JsonValues.parse(text(file)) instanceof Map<?, ?> object)) {
        throw new InvalidInputException("expected a JSON object");
      }
      object.forEach((key, value) -> {
        if (value != null) {
          fields.put(String.valueOf(key), value);
        }
      });
      return fields;
    } catch (InvalidInputException e) {
      throw new InvalidInputException(file + ": " + e.getMessage(), e);
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
