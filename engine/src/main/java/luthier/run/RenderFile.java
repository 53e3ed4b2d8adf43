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
import luthier.example.JsonValues;
import luthier.recipe.Data;
import luthier.template.ChatTemplate;
import luthier.template.RenderedChat;
import luthier.template.TemplateFiles;
import org.jspecify.annotations.Nullable;
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
        lines.accept(row(mapper, template, line).toString());
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
    if (model.endsWith(".jinja")) {
      throw new InvalidInputException(model + ": no such file");
    }
    Path found = directory(path);
    return TemplateFiles.load(found, clock)
        .orElseThrow(() ->
            new InvalidInputException(
                found
                    + ": has no chat template, neither chat_template.jinja nor chat_template in"
                    + " tokenizer_config.json"));
  }

  /// A run's result, else the model of that name: one rule for names, in [Bases].
  private Path directory(Path path) {
    for (String result : List.of("adapter", "model")) {
      if (Files.isDirectory(path.resolve(result))) {
        return path.resolve(result);
      }
    }
    return Bases.resolve(model);
  }

  private static ObjectNode row(JsonMapper mapper, ChatTemplate template, String line) {
    ObjectNode row = mapper.createObjectNode();
    try {
      Map<String, Object> fields = object(JsonValues.parse(line), "the line");
      boolean prompt = Boolean.TRUE.equals(fields.remove("add_generation_prompt"));
      RenderedChat rendered = template.render(chat(fields), Data.TrainOn.ASSISTANT, prompt);
      row.put("text", rendered.text());
      ArrayNode spans = row.putArray("supervised");
      rendered.supervisedCodePoints().forEach(s -> spans.addArray().add(s[0]).add(s[1]));
    } catch (InvalidInputException e) {
      row.put("error", e.getMessage());
    }
    return row;
  }

  /// What is left of the fields are template variables.
  private static ChatTemplate.Chat chat(Map<String, Object> fields) {
    if (!(fields.remove("messages") instanceof List<?> list)) {
      throw new InvalidInputException("messages: expected a list");
    }
    List<Map<String, Object>> messages = new ArrayList<>();
    List<Boolean> supervised = new ArrayList<>();
    for (Object each : list) {
      Map<String, Object> message = object(each, "messages");
      messages.add(message);
      boolean unweighted = message.get("weight") instanceof Number n && n.doubleValue() == 0;
      supervised.add(!unweighted);
    }
    Object tools = fields.remove("tools");
    if (tools != null && !(tools instanceof List<?>)) {
      throw new InvalidInputException("tools: expected a list");
    }
    List<Object> described = tools instanceof List<?> some ? new ArrayList<>(some) : List.of();
    return new ChatTemplate.Chat(messages, supervised, described, fields);
  }

  private static Map<String, Object> object(@Nullable Object value, String what) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new InvalidInputException(what + ": expected a JSON object");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    map.forEach((key, field) -> fields.put(String.valueOf(key), field));
    return fields;
  }
}
