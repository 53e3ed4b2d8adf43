package luthier.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import luthier.example.JsonValues;
import luthier.jinja.Template;

/// Templates, conversations and Python's renderings of them (see the README beside the files).
@SuppressWarnings("NullAway") // the fixtures hold what the tests ask for
final class Fixtures {

  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);
  static final Map<String, Object> TOKENS = Map.of("bos_token", "<s>", "eos_token", "</s>");

  private Fixtures() {}

  /// One rendering that Python made.
  ///
  /// @param text null where Python fails
  record Case(String template, String conversation, boolean prompt, String text) {

    @Override
    public String toString() {
      return template + " with " + conversation + (prompt ? " and a prompt" : "");
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String line : resource("expected.jsonl").lines().toList()) {
      Map<?, ?> row = (Map<?, ?>) JsonValues.parse(line);
      cases.add(
          new Case(
              (String) row.get("template"),
              (String) row.get("conversation"),
              (Boolean) row.get("prompt"),
              (String) row.get("text")));
    }
    return cases;
  }

  static ChatTemplate template(String name) {
    String file = name + ".jinja";
    return new ChatTemplate(Template.compile(resource("templates/" + file), file), TOKENS, CLOCK);
  }

  @SuppressWarnings("unchecked")
  static Map<String, ChatTemplate.Chat> chats() {
    Map<String, ChatTemplate.Chat> chats = new LinkedHashMap<>();
    for (Object each : (List<?>) JsonValues.parse(resource("conversations.json"))) {
      Map<String, Object> row = new LinkedHashMap<>((Map<String, Object>) each);
      String name = (String) row.remove("name");
      List<Map<String, Object>> messages = (List<Map<String, Object>>) row.remove("messages");
      List<Object> tools =
          row.containsKey("tools") ? (List<Object>) row.remove("tools") : List.of();
      chats.put(
          name,
          new ChatTemplate.Chat(messages, Collections.nCopies(messages.size(), true), tools, row));
    }
    return chats;
  }

  static String resource(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream("/luthier/template/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
