package luthier.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import luthier.Excerpt;
import luthier.InvalidInputException;
import luthier.example.JsonValues;
import luthier.example.Message;
import luthier.example.MessageReader;
import luthier.example.Role;
import org.jspecify.annotations.Nullable;

/// Messages from the shapes that hold whole conversations.
final class ConversationShapes {

  private static final String SPEAKERS =
      "system, human, user, gpt, assistant, model, tool, observation or function_call";

  private ConversationShapes() {}

  /// OpenAI's shape: a list of `{"role": …, "content": …}`.
  static List<Message> messages(@Nullable Object value, String field) {
    List<Message> messages = new ArrayList<>();
    for (Object turn : list(value, field)) {
      int number = messages.size() + 1;
      messages.add(message(turn, number));
    }
    return messages;
  }

  /// ShareGPT's shape: a list of `{"from": …, "value": …}`.
  static List<Message> shareGpt(@Nullable Object value, String field) {
    List<Message> messages = new ArrayList<>();
    for (Object turn : list(value, field)) {
      int number = messages.size() + 1;
      if (!(turn instanceof Map<?, ?> map)) {
        throw notAMessage(turn, number);
      }
      messages.add(message(asMessage(JsonMaps.of(map), number), number));
    }
    return messages;
  }

  /// Puts a system text that stands beside the messages in front of them.
  static List<Message> withSystem(String system, List<Message> messages) {
    if (!messages.isEmpty() && messages.getFirst().role() == Role.SYSTEM) {
      throw new InvalidInputException(
          "has a field 'system' and a system message; expected one of the two");
    }
    List<Message> all = new ArrayList<>();
    all.add(text(Role.SYSTEM, system));
    all.addAll(messages);
    return all;
  }

  /// A message that is only text.
  static Message text(Role role, String content) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("role", Formats.word(role));
    fields.put("content", content);
    return new Message(role, fields, true);
  }

  /// @throws InvalidInputException if nobody could learn to answer from these messages
  static void requireAnswer(List<Message> messages) {
    boolean assistant = false;
    boolean supervised = false;
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      if (message.role() != Role.ASSISTANT) {
        continue;
      }
      assistant = true;
      supervised |= message.supervised();
      if (message.supervised() && isEmpty(message)) {
        throw new InvalidInputException(
            "message "
                + (i + 1)
                + " is an empty answer of the assistant; expected text or tool_calls, or weight 0");
      }
    }
    if (!assistant) {
      throw new InvalidInputException("has no message of the assistant; expected at least one");
    }
    if (!supervised) {
      throw new InvalidInputException(
          "has weight 0 on every message of the assistant; expected one to learn from");
    }
  }

  private static boolean isEmpty(Message message) {
    return "".equals(message.fields().get("content"))
        && message.fields().keySet().stream()
            .noneMatch(key -> !key.equals("role") && !key.equals("content") && !key.equals("name"));
  }

  private static List<?> list(@Nullable Object value, String field) {
    if (!(value instanceof List<?> turns)) {
      throw new InvalidInputException(
          "has in '" + field + "' " + MessageReader.kind(value) + ", expected a list of messages");
    }
    if (turns.isEmpty()) {
      throw new InvalidInputException("has in '" + field + "' an empty list, expected messages");
    }
    return turns;
  }

  private static Message message(@Nullable Object turn, int number) {
    if (!(turn instanceof Map<?, ?> map)) {
      throw notAMessage(turn, number);
    }
    try {
      return MessageReader.read(JsonMaps.of(map));
    } catch (InvalidInputException e) {
      throw new InvalidInputException("message " + number + " " + e.getMessage(), e);
    }
  }

  private static InvalidInputException notAMessage(@Nullable Object turn, int number) {
    return new InvalidInputException(
        "message " + number + " is " + MessageReader.kind(turn) + ", expected an object");
  }

  /// ShareGPT's turn in OpenAI's words.
  private static Map<String, Object> asMessage(Map<String, Object> turn, int number) {
    Map<String, Object> message = new LinkedHashMap<>();
    if (!(turn.get("from") instanceof String from)) {
      throw new InvalidInputException("message " + number + " has no 'from', expected " + SPEAKERS);
    }
    if (!(turn.get("value") instanceof String value)) {
      throw new InvalidInputException(
          "message "
              + number
              + " has as 'value' "
              + MessageReader.kind(turn.get("value"))
              + ", expected a text");
    }
    message.put("role", role(from, number));
    if (from.equals("function_call")) {
      message.put("tool_calls", calls(value, number));
    } else {
      message.put("content", value);
    }
    for (Map.Entry<String, Object> field : turn.entrySet()) {
      if (!field.getKey().equals("from") && !field.getKey().equals("value")) {
        message.putIfAbsent(field.getKey(), field.getValue());
      }
    }
    return message;
  }

  private static String role(String from, int number) {
    return switch (from) {
      case "system" -> "system";
      case "human", "user" -> "user";
      case "gpt", "assistant", "model", "function_call" -> "assistant";
      case "tool", "observation" -> "tool";
      default ->
          throw new InvalidInputException(
              "message " + number + " is from " + Excerpt.of(from) + ", expected " + SPEAKERS);
    };
  }

  private static List<?> calls(String value, int number) {
    try {
      return switch (JsonValues.parse(value)) {
        case List<?> calls when !calls.isEmpty() -> calls;
        case Map<?, ?> call -> List.of(call);
        case null, default ->
            throw new InvalidInputException("expected an object with name and arguments");
      };
    } catch (InvalidInputException e) {
      throw new InvalidInputException(
          "message " + number + " is a function_call that names no function: " + e.getMessage(), e);
    }
  }
}
