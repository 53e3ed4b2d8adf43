package luthier.example;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import luthier.Excerpt;
import luthier.InvalidInputException;
import org.jspecify.annotations.Nullable;

/// From a message in OpenAI's shape to a [Message] as chat templates expect it. Training data and
/// requests at serving time go through this one place, so that both give the template the same
/// values:
///
/// * `content` that is a list of text parts becomes their texts, joined by a newline;
/// * `arguments` of a tool call that are JSON text become the object which that text denotes, and a
///   bare `{"name", "arguments"}` is put under `function`;
/// * keys whose value is null are left out, except `content`, which is null where a message has
///   none;
/// * `weight` is taken out of the fields and decides whether the message is supervised.
///
/// Errors begin with a verb ("has role …"); the caller puts the place and "message 3" in front.
public final class MessageReader {

  private static final String ROLES = "system, user, assistant or tool";

  private MessageReader() {}

  /// @param raw the message as JSON values, see [JsonValues]
  /// @throws InvalidInputException if it is not a message; the text begins with a verb
  public static Message read(Map<String, Object> raw) {
    Role role = role(raw.get("role"));
    if (raw.get("function_call") != null) {
      throw new InvalidInputException(
          "has the old key 'function_call'; expected 'tool_calls' with \"type\": \"function\"");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    List<Object> calls = toolCalls(raw.get("tool_calls"), role);
    String content = content(raw.get("content"));
    if (content == null && calls.isEmpty()) {
      throw new InvalidInputException("has no content" + contentHint(role));
    }
    for (Map.Entry<String, Object> field : raw.entrySet()) {
      switch (field.getKey()) {
        case "content" -> putContent(fields, content);
        case "weight" -> {}
        case "tool_calls" -> {
          if (!calls.isEmpty()) {
            fields.put("tool_calls", calls);
          }
        }
        case "name", "tool_call_id" -> putString(fields, field.getKey(), field.getValue());
        default -> putPresent(fields, field.getKey(), field.getValue());
      }
    }
    putContent(fields, content);
    return new Message(role, fields, supervised(raw.get("weight"), role));
  }

  /// Tool descriptions: a list of objects, or JSON text of one, or null for none.
  ///
  /// @throws InvalidInputException if it is anything else; the text begins with "tools"
  public static List<Object> tools(@Nullable Object raw) {
    Object value = raw;
    if (value instanceof String text) {
      try {
        value = text.isBlank() ? null : JsonValues.parse(text);
      } catch (InvalidInputException e) {
        throw new InvalidInputException("tools are text that is not JSON: " + e.getMessage(), e);
      }
    }
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw new InvalidInputException(
          "tools are " + kind(value) + ", expected a list of tool descriptions");
    }
    List<Object> tools = new ArrayList<>();
    for (Object tool : list) {
      if (!(tool instanceof Map<?, ?> description)
          || !(description.get("function") instanceof Map<?, ?>
              || description.containsKey("name"))) {
        throw new InvalidInputException(
            "tools: entry "
                + (tools.size() + 1)
                + " is no tool description, expected {\"type\": \"function\", \"function\": {…}}");
      }
      tools.add(tool);
    }
    return tools;
  }

  /// What a JSON value is, in words, for error messages.
  public static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "the text " + Excerpt.of(text);
      case Boolean bool -> bool.toString();
      case Number number -> "the number " + cut(number.toString());
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "an object";
      default -> value.getClass().getSimpleName();
    };
  }

  private static String cut(String number) {
    return number.length() <= 40 ? number : number.substring(0, 40) + "…";
  }

  private static Role role(@Nullable Object raw) {
    if (raw == null) {
      throw new InvalidInputException("has no role, expected " + ROLES);
    }
    if (raw instanceof String name) {
      for (Role role : Role.values()) {
        if (role.name().toLowerCase(Locale.ROOT).equals(name)) {
          return role;
        }
      }
      String hint = name.equals("function") ? " ('function' is the old name of 'tool')" : "";
      throw new InvalidInputException(
          "has role " + Excerpt.of(name) + ", expected " + ROLES + hint);
    }
    throw new InvalidInputException("has as role " + kind(raw) + ", expected " + ROLES);
  }

  private static String contentHint(Role role) {
    return role == Role.ASSISTANT
        ? " and no tool_calls; expected one of the two"
        : "; expected a text or a list of text parts";
  }

  private static @Nullable String content(@Nullable Object raw) {
    if (raw == null) {
      return null;
    }
    if (raw instanceof String text) {
      return text;
    }
    if (!(raw instanceof List<?> parts)) {
      throw new InvalidInputException(
          "has as content " + kind(raw) + ", expected a text or a list of text parts");
    }
    if (parts.isEmpty()) {
      throw new InvalidInputException("has as content an empty list, expected at least one part");
    }
    List<String> texts = new ArrayList<>();
    for (Object part : parts) {
      texts.add(partText(part, texts.size() + 1));
    }
    return String.join("\n", texts);
  }

  private static String partText(@Nullable Object part, int number) {
    if (part instanceof String text) {
      return text;
    }
    if (part instanceof Map<?, ?> map) {
      if (map.get("text") instanceof String text
          && (map.get("type") == null || "text".equals(map.get("type")))) {
        return text;
      }
      if (map.get("type") instanceof String type && !type.equals("text")) {
        throw new InvalidInputException(
            "has a content part " + number + " of type " + Excerpt.of(type) + ", expected text");
      }
    }
    throw new InvalidInputException(
        "has a content part "
            + number
            + " without text, expected {\"type\": \"text\", \"text\": \"…\"}");
  }

  private static List<Object> toolCalls(@Nullable Object raw, Role role) {
    if (raw == null || (raw instanceof List<?> none && none.isEmpty())) {
      return List.of();
    }
    if (role != Role.ASSISTANT) {
      throw new InvalidInputException("has tool_calls, which only assistant messages can have");
    }
    if (!(raw instanceof List<?> list)) {
      throw new InvalidInputException("has as tool_calls " + kind(raw) + ", expected a list");
    }
    List<Object> calls = new ArrayList<>();
    for (Object call : list) {
      calls.add(toolCall(call, calls.size() + 1));
    }
    return calls;
  }

  private static Map<String, Object> toolCall(@Nullable Object raw, int number) {
    if (raw instanceof Map<?, ?> call) {
      Map<String, Object> result = new LinkedHashMap<>();
      if (call.get("function") instanceof Map<?, ?> function
          && function.get("name") instanceof String) {
        putAll(result, call);
        result.put("function", withArguments(function, number));
        return result;
      }
      if (call.get("name") instanceof String) {
        result.put("type", "function");
        result.put("function", withArguments(call, number));
        return result;
      }
    }
    throw new InvalidInputException(
        "has a tool call "
            + number
            + " without a function name, expected"
            + " {\"type\": \"function\", \"function\": {\"name\": \"…\", \"arguments\": …}}");
  }

  private static Map<String, Object> withArguments(Map<?, ?> function, int number) {
    Map<String, Object> result = new LinkedHashMap<>();
    putAll(result, function);
    Object arguments = result.get("arguments");
    if (arguments instanceof String text) {
      arguments = text.isBlank() ? Map.of() : argumentsOf(text, number);
      result.put("arguments", arguments);
    }
    if (arguments != null && !(arguments instanceof Map<?, ?>)) {
      throw new InvalidInputException(
          "has a tool call "
              + number
              + " whose arguments are "
              + kind(arguments)
              + ", expected an object or JSON text of one");
    }
    return result;
  }

  private static Object argumentsOf(String text, int number) {
    try {
      Object value = JsonValues.parse(text);
      return value == null ? text : value;
    } catch (InvalidInputException e) {
      throw new InvalidInputException(
          "has a tool call " + number + " whose arguments are no JSON object: " + e.getMessage(),
          e);
    }
  }

  private static boolean supervised(@Nullable Object weight, Role role) {
    if (weight == null) {
      return true;
    }
    if (role != Role.ASSISTANT) {
      throw new InvalidInputException("has a weight, which only assistant messages can have");
    }
    if (weight instanceof Number number
        && (number.doubleValue() == 0 || number.doubleValue() == 1)) {
      return number.doubleValue() == 1;
    }
    throw new InvalidInputException("has as weight " + kind(weight) + ", expected 0 or 1");
  }

  private static void putString(Map<String, Object> fields, String key, @Nullable Object value) {
    if (value != null && !(value instanceof String)) {
      throw new InvalidInputException("has as " + key + " " + kind(value) + ", expected a text");
    }
    putPresent(fields, key, value);
  }

  private static void putPresent(Map<String, Object> fields, String key, @Nullable Object value) {
    if (value != null) {
      fields.put(key, value);
    }
  }

  // a message without content has the value null there, which templates test for with `is none`
  @SuppressWarnings("NullAway")
  private static void putContent(Map<String, Object> fields, @Nullable String content) {
    fields.put("content", content);
  }

  private static void putAll(Map<String, Object> result, Map<?, ?> object) {
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      putPresent(result, String.valueOf(entry.getKey()), entry.getValue());
    }
  }
}
