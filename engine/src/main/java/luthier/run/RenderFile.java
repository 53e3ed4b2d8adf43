package luthier.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import luthier.InvalidInputException;
import luthier.recipe.Data;
import luthier.template.ChatTemplate;
import luthier.template.RenderedChat;
import luthier.template.TemplateFiles;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a chat template makes of the conversations of a file.
///
/// @param model a template file, or what a user may name as a model
public record RenderFile(String model, Clock clock) {

  /// @param lines gets for each line `{"text":…,"supervised":[[start,end],…]}` in code points, or
  ///   `{"error":…}`
  public void run(Path file, Consumer<String> lines) {
    ChatTemplate template = template();
    JsonMapper mapper = JsonMapper.builder().build();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          lines.accept(row(mapper, template, line).toString());
        }
      }
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(file + ": no such file", e);
    } catch (IOException e) {
      throw new InvalidInputException(file + ": cannot be read as UTF-8: " + e, e);
    }
  }

  private ChatTemplate template() {
    Path path = Path.of(model);
    if (Files.isRegularFile(path)) {
      return TemplateFiles.ofFile(path, clock);
    }
    Path directory = path;
    for (String inside : List.of("adapter", "model")) {
      if (Files.isDirectory(path.resolve(inside))) {
        directory = path.resolve(inside);
      }
    }
    Path found = Files.isDirectory(directory) ? directory : Bases.resolve(model);
    return TemplateFiles.load(found, clock)
        .orElseThrow(() ->
            new InvalidInputException(
                found
                    + ": has no chat template, neither chat_template.jinja nor chat_template in"
                    + " tokenizer_config.json"));
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys
  private static ObjectNode row(JsonMapper mapper, ChatTemplate template, String line) {
    ObjectNode row = mapper.createObjectNode();
    try {
      Map<String, Object> fields = new LinkedHashMap<>(mapper.readValue(line, Map.class));
      if (!(fields.remove("messages") instanceof List<?> given)) {
        throw new InvalidInputException("messages: expected a list");
      }
      List<Map<String, Object>> messages = new ArrayList<>();
      List<Boolean> supervised = new ArrayList<>();
      for (Object each : given) {
        if (!(each instanceof Map<?, ?> message)) {
          throw new InvalidInputException("messages: expected objects");
        }
        messages.add((Map<String, Object>) message);
        supervised.add(!Integer.valueOf(0).equals(message.get("weight")));
      }
      List<Object> tools =
          fields.remove("tools") instanceof List<?> list ? List.copyOf(list) : List.of();
      boolean prompt = Boolean.TRUE.equals(fields.remove("add_generation_prompt"));
      ChatTemplate.Chat chat = new ChatTemplate.Chat(messages, supervised, tools, fields);
      RenderedChat rendered = template.render(chat, Data.TrainOn.ASSISTANT, prompt);
      row.put("text", rendered.text());
      ArrayNode spans = row.putArray("supervised");
      rendered.supervisedCodePoints().forEach(s -> spans.addArray().add(s[0]).add(s[1]));
    } catch (JacksonException e) {
      row.put("error", "not JSON: " + e.getOriginalMessage());
    } catch (InvalidInputException e) {
      row.put("error", e.getMessage());
    }
    return row;
  }
}
