package luthier.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageReaderTest {

  @Test
  void plainMessageIsAsItStands() {
    Message message = read("{\"role\":\"user\",\"content\":\"Hi\\n<|im_end|>\",\"name\":\"ada\"}");
    assertThat(message.role()).isEqualTo(Role.USER);
    assertThat(message.fields())
        .isEqualTo(Map.of("role", "user", "content", "Hi\n<|im_end|>", "name", "ada"));
    assertThat(message.supervised()).isTrue();
  }

  @Test
  void everyRoleIsKnown() {
    for (Role role : Role.values()) {
      String name = role.name().toLowerCase(java.util.Locale.ROOT);
      assertThat(read("{\"role\":\"" + name + "\",\"content\":\"x\"}").role()).isEqualTo(role);
    }
  }

  @Test
  void textPartsAreJoinedByNewlines() {
    assertThat(
            read("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                    + "{\"type\":\"text\",\"text\":\"b\"}]}")
                .fields()
                .get("content"))
        .isEqualTo("a\nb");
  }

  @Test
  void weightDecidesSupervisionAndIsNoField() {
    Message context = read("{\"role\":\"assistant\",\"content\":\"x\",\"weight\":0}");
    assertThat(context.supervised()).isFalse();
    assertThat(context.fields()).doesNotContainKey("weight");
    assertThat(read("{\"role\":\"assistant\",\"content\":\"x\",\"weight\":1}").supervised())
        .isTrue();
    assertThat(read("{\"role\":\"assistant\",\"content\":\"x\",\"weight\":null}").supervised())
        .isTrue();
  }

  @Test
  void toolCallArgumentsBecomeTheObjectTheyDenote() {
    Message message =
        read(
            "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_calls\":[{\"id\":\"c1\","
                + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"b\\\":1,\\\"a\\\":[]}\"}},"
                + "{\"name\":\"g\",\"arguments\":{\"x\":2}}]}");
    assertThat(message.fields()).containsEntry("content", null).doesNotContainKey("refusal");
    assertThat(message.fields().get("tool_calls"))
        .isEqualTo(
            List.of(
                Map.of(
                    "id", "c1",
                    "type", "function",
                    "function", Map.of("name", "f", "arguments", Map.of("b", 1L, "a", List.of()))),
                Map.of(
                    "type",
                    "function",
                    "function",
                    Map.of("name", "g", "arguments", Map.of("x", 2L)))));
  }

  @Test
  void missingAndNullContentAreTheSame() {
    String call = "\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]";
    assertThat(read("{\"role\":\"assistant\"," + call + "}").fields())
        .isEqualTo(read("{\"role\":\"assistant\",\"content\":null," + call + "}").fields());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"role":"assitant","content":"x"} | has role 'assitant', expected system, user, assistant or tool
          {"role":"Assistant","content":"x"} | has role 'Assistant', expected system, user, assistant or tool
          {"role":"function","content":"x"} | has role 'function', expected system, user, assistant or tool ('function' is the old name of 'tool')
          {"role":7,"content":"x"} | has as role the number 7, expected system, user, assistant or tool
          {"content":"x"} | has no role, expected system, user, assistant or tool
          {"role":"user"} | has no content; expected a text or a list of text parts
          {"role":"assistant","content":null} | has no content and no tool_calls; expected one of the two
          {"role":"assistant","content":null,"tool_calls":[]} | has no content and no tool_calls; expected one of the two
          {"role":"user","content":5} | has as content the number 5, expected a text or a list of text parts
          {"role":"user","content":[]} | has as content an empty list, expected at least one part
          {"role":"user","content":[{"type":"image_url","image_url":{}}]} | has a content part 1 of type 'image_url', expected text
          {"role":"user","content":["a",{"type":"text"}]} | has a content part 2 without text, expected {"type": "text", "text": "…"}
          {"role":"user","content":"x","weight":0} | has a weight, which only assistant messages can have
          {"role":"assistant","content":"x","weight":0.5} | has as weight the number 0.5, expected 0 or 1
          {"role":"assistant","content":"x","weight":true} | has as weight true, expected 0 or 1
          {"role":"user","content":"x","tool_calls":[{"name":"f"}]} | has tool_calls, which only assistant messages can have
          {"role":"assistant","tool_calls":{"name":"f"}} | has as tool_calls an object, expected a list
          {"role":"assistant","tool_calls":[{"function":{}}]} | has a tool call 1 without a function name, expected {"type": "function", "function": {"name": "…", "arguments": …}}
          {"role":"assistant","tool_calls":[{"name":"f","arguments":"[1]"}]} | has a tool call 1 whose arguments are a list, expected an object or JSON text of one
          {"role":"assistant","tool_calls":[{"name":"f","arguments":"null"}]} | has a tool call 1 whose arguments are the text 'null', expected an object or JSON text of one
          {"role":"assistant","content":"x","function_call":{"name":"f"}} | has the old key 'function_call'; expected 'tool_calls' with "type": "function"
          {"role":"tool","content":"x","tool_call_id":4} | has as tool_call_id the number 4, expected a text
          """)
  void whatIsNoMessageIsRefused(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @Test
  void brokenArgumentsSayWhere() {
    assertThatThrownBy(() ->
            read("{\"role\":\"assistant\",\"tool_calls\":[{\"name\":\"f\",\"arguments\":\"{x\"}]}"))
        .hasMessageStartingWith(
            "has a tool call 1 whose arguments are no JSON object: broken JSON at column 2");
  }

  @Test
  void toolsAreAListOrItsText() {
    List<Object> tools = List.of(Map.of("type", "function", "function", Map.of("name", "f")));
    assertThat(MessageReader.tools(tools)).isEqualTo(tools);
    assertThat(MessageReader.tools("[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]"))
        .isEqualTo(tools);
    assertThat(MessageReader.tools(null)).isEmpty();
    assertThat(MessageReader.tools("")).isEmpty();
    assertThatThrownBy(() -> MessageReader.tools("none"))
        .hasMessageStartingWith("tools are text that is not JSON: broken JSON");
    assertThatThrownBy(() -> MessageReader.tools(Map.of()))
        .hasMessage("tools are an object, expected a list of tool descriptions");
    assertThatThrownBy(() -> MessageReader.tools(List.of(Map.of("x", 1L))))
        .hasMessage(
            "tools: entry 1 is no tool description, expected"
                + " {\"type\": \"function\", \"function\": {…}}");
  }

  @SuppressWarnings("unchecked")
  private static Message read(String json) {
    return MessageReader.read(
        (Map<String, Object>) java.util.Objects.requireNonNull(JsonValues.parse(json)));
  }
}
