package luthier.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import luthier.example.Example;
import luthier.example.Example.Completion;
import luthier.example.Example.Conversation;
import luthier.example.Message;
import luthier.example.Origin;
import luthier.example.Role;
import luthier.recipe.DataFormat;
import luthier.recipe.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rows that hold a dialogue, and what chat and completion make of them.
class ConversationFormatsTest {

  @TempDir Path folder;
  private SourceFixture files = new SourceFixture(Path.of(""));

  @BeforeEach
  void inTheFolder() {
    files = new SourceFixture(folder);
  }

  @Test
  void openAiMessages() throws IOException {
    Conversation conversation =
        chat(
            "{\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":\"Weather?\"},"
                + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\","
                + "\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Bonn\\\"}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"12"
                + " degrees\"},{\"role\":\"assistant\",\"content\":\"12 degrees.\",\"weight\":1}],"
                + "\"parallel_tool_calls\":false,"
                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{}}}]}");
    assertThat(conversation.origin()).isEqualTo(new Origin("row.jsonl", 1));
    assertThat(roles(conversation))
        .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL, Role.ASSISTANT);
    assertThat(conversation.messages().get(3).fields()).containsEntry("tool_call_id", "a");
    assertThat(conversation.tools())
        .isEqualTo(
            List.of(
                Map.of(
                    "type",
                    "function",
                    "function",
                    Map.of("name", "weather", "parameters", Map.of()))));
    assertThat(conversation.variables()).isEqualTo(Map.of("parallel_tool_calls", false));
  }

  @Test
  void weightZeroIsContextOnly() throws IOException {
    Conversation conversation =
        chat(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
                + "{\"role\":\"assistant\",\"content\":\"bad\",\"weight\":0},"
                + "{\"role\":\"user\",\"content\":\"b\"},{\"role\":\"assistant\",\"content\":\"good\",\"weight\":1}]}");
    assertThat(conversation.messages().stream().map(Message::supervised).toList())
        .containsExactly(true, false, true, true);
  }

  @Test
  void shareGptSpeakers() throws IOException {
    Conversation conversation =
        chat(
            "{\"system\":\"S\",\"tools\":\"[{\\\"name\\\":\\\"f\\\"}]\",\"conversations\":["
                + "{\"from\":\"human\",\"value\":\"q\"},"
                + "{\"from\":\"function_call\",\"value\":\"{\\\"name\\\":\\\"f\\\",\\\"arguments\\\":{\\\"x\\\":1}}\"},"
                + "{\"from\":\"observation\",\"value\":\"r\"},{\"from\":\"gpt\",\"value\":\"a\"},"
                + "{\"from\":\"user\",\"value\":\"q2\"},{\"from\":\"model\",\"value\":\"a2\"}]}");
    assertThat(roles(conversation))
        .containsExactly(
            Role.SYSTEM,
            Role.USER,
            Role.ASSISTANT,
            Role.TOOL,
            Role.ASSISTANT,
            Role.USER,
            Role.ASSISTANT);
    assertThat(conversation.messages().getFirst().fields())
        .isEqualTo(Map.of("role", "system", "content", "S"));
    assertThat(conversation.messages().get(2).fields().get("tool_calls"))
        .isEqualTo(
            List.of(
                Map.of(
                    "type",
                    "function",
                    "function",
                    Map.of("name", "f", "arguments", Map.of("x", 1L)))));
    assertThat(conversation.tools()).isEqualTo(List.of(Map.of("name", "f")));
    assertThat(conversation.variables()).isEmpty();
  }

  @Test
  void alpacaIsAQuestionAndAnAnswer() throws IOException {
    String row = "{\"instruction\":\"Add.\",\"input\":\"1 2\",\"output\":\"3\"}";
    assertThat(contents(chat(row))).containsExactly("Add.\n\n1 2", "3");
    assertThat(completion(row))
        .isEqualTo(
            new Completion(
                new Origin("row.jsonl", 1),
                "### Instruction:\nAdd.\n\n### Input:\n1 2\n\n### Response:\n",
                "3"));
    String noInput =
        "{\"instruction\":\"Say hi.\",\"input\":\"\",\"output\":\"hi\",\"history\":[]}";
    assertThat(contents(chat(noInput))).containsExactly("Say hi.", "hi");
    assertThat(completion(noInput).prompt())
        .isEqualTo("### Instruction:\nSay hi.\n\n### Response:\n");
  }

  @Test
  void promptAndCompletion() throws IOException {
    String row = "{\"prompt\":\"Q: 1+1\\nA:\",\"completion\":\" 2\"}";
    assertThat(completion(row))
        .isEqualTo(new Completion(new Origin("row.jsonl", 1), "Q: 1+1\nA:", " 2"));
    assertThat(contents(chat(row))).containsExactly("Q: 1+1\nA:", " 2");
    assertThat(contents(chat("{\"question\":\"q\",\"answer\":\"a\"}"))).containsExactly("q", "a");
  }

  @Test
  void promptOfMessagesIsContext() throws IOException {
    Conversation conversation =
        chat(
            "{\"prompt\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},"
                + "{\"role\":\"user\",\"content\":\"c\"}],\"completion\":[{\"role\":\"assistant\",\"content\":\"d\"}]}");
    assertThat(contents(conversation)).containsExactly("a", "b", "c", "d");
    assertThat(conversation.messages().get(1).supervised()).isFalse();
    assertThat(conversation.messages().get(3).supervised()).isTrue();
  }

  @Test
  void completionTakesConversationsOfOneQuestionAndOneAnswer() throws IOException {
    assertThat(
            completion(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]}"))
        .isEqualTo(new Completion(new Origin("row.jsonl", 1), "q", "a"));
    assertThat(
            files.reason(
                Task.COMPLETION,
                "{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"q\"},"
                    + "{\"role\":\"assistant\",\"content\":\"a\"}]}"))
        .isEqualTo(
            "has the messages system, user, assistant; task completion takes one message of the"
                + " user and one text of the assistant. Set task to chat for conversations");
  }

  @Test
  void furtherFieldsAreTemplateVariablesAndListed() throws IOException {
    files.write(
        "a.jsonl",
        "{\"id\":1,\"gone\":null,\"bos_token\":\"<x>\",\"two"
            + " words\":2,\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\",\"mood\":\"calm\"}]}\n"
            + "{\"id\":2,\"chat_template_kwargs\":{\"enable_thinking\":true},\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]}\n");
    SourceData data = files.read(Task.CHAT, "a.jsonl");
    assertThat(data.badLines()).isEmpty();
    assertThat(((Conversation) data.rows().get(0).example()).variables())
        .isEqualTo(Map.of("id", 1L));
    assertThat(((Conversation) data.rows().get(1).example()).variables())
        .isEqualTo(Map.of("id", 2L, "enable_thinking", true));
    assertThat(data.unknownFields())
        .containsExactlyInAnyOrder(
            new UnknownField("a.jsonl", "id", UnknownField.Use.TEMPLATE_VARIABLE, 2, 1),
            new UnknownField("a.jsonl", "bos_token", UnknownField.Use.NOT_USED, 1, 1),
            new UnknownField("a.jsonl", "two words", UnknownField.Use.NOT_USED, 1, 1),
            new UnknownField("a.jsonl", "messages[].mood", UnknownField.Use.MESSAGE_FIELD, 1, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"assitant","content":"c"}]} | message 3 has role 'assitant', expected system, user, assistant or tool
          {"messages":[{"role":"user","content":"a"}]} | has no message of the assistant; expected at least one
          {"messages":[]} | has in 'messages' an empty list, expected messages
          {"messages":["hi"]} | message 1 is the text 'hi', expected an object
          {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","weight":0}]} | has weight 0 on every message of the assistant; expected one to learn from
          {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":""}]} | message 2 is an empty answer of the assistant; expected text or tool_calls, or weight 0
          {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"functions":[{}]} | has the old field 'functions'; expected 'tools'
          {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"tools":5} | tools are the number 5, expected a list of tool descriptions
          {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"chat_template_kwargs":{"messages":[]}} | has in 'chat_template_kwargs' 'messages', which a row cannot set
          {"conversations":[{"from":"humann","value":"a"}]} | message 1 is from 'humann', expected system, human, user, gpt, assistant, model, tool, observation or function_call
          {"conversations":[{"from":"human","value":3}]} | message 1 has as 'value' the number 3, expected a text
          {"conversations":[{"from":"human","value":"a"},{"value":"b"}]} | message 2 has no 'from', expected system, human, user, gpt, assistant, model, tool, observation or function_call
          {"conversations":[{"from":"human","value":"a"},{"from":"function_call","value":"7"}]} | message 2 is a function_call that names no function: expected an object with name and arguments
          {"system":"s","conversations":[{"from":"system","value":"a"},{"from":"gpt","value":"b"}]} | has a field 'system' and a system message; expected one of the two
          {"instruction":"i","output":""} | has an empty 'output'; expected the answer to learn
          {"instruction":"i","output":"o","history":[["a","b"]]} | has earlier turns in 'history'; expected the whole conversation in 'messages'
          {"instruction":7,"output":"o"} | has in 'instruction' the number 7, expected a text
          {"prompt":"p","completion":null} | has null as 'completion'; found 'prompt', 'completion'
          {"prompt":"p","completion":5} | has in 'completion' the number 5, expected a list of messages
          """)
  void badRows(String row, String reason) throws IOException {
    assertThat(files.reason(Task.CHAT, row)).isEqualTo(reason);
  }

  @Test
  void theMessageNamesFileLineAndMessage() throws IOException {
    String good =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]}\n";
    files.write("tickets.jsonl", good.repeat(411) + good.replace("assistant", "assitant"));
    SourceData data = files.read(Task.CHAT, "tickets.jsonl");
    assertThat(data.rows()).hasSize(411);
    assertThatThrownBy(() -> SourceData.requireNone(data.badLines()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "tickets.jsonl:412: message 2 has role 'assitant', expected system, user, assistant or"
                + " tool\nCorrect them, or set data.on_bad_line to skip to go on without them.");
  }

  @Test
  void aRowOfAnotherFormatIsBad() throws IOException {
    String openAi =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]}\n";
    files.write("a.jsonl", openAi + "{\"prompt\":\"p\",\"completion\":\"c\"}\n" + openAi);
    SourceData data = files.read(Task.CHAT, "a.jsonl");
    assertThat(data.files().getFirst().format()).contains(DataFormat.MESSAGES);
    assertThat(data.badLines())
        .containsExactly(
            new BadLine("a.jsonl", 2, "has no field 'messages'; found 'prompt', 'completion'"));
  }

  private Conversation chat(String row) throws IOException {
    return (Conversation) one(Task.CHAT, row);
  }

  private Completion completion(String row) throws IOException {
    return (Completion) one(Task.COMPLETION, row);
  }

  private Example one(Task task, String row) throws IOException {
    List<Example> examples = files.examples(task, "row.jsonl", row + "\n");
    assertThat(examples).hasSize(1);
    return examples.getFirst();
  }

  private static List<Role> roles(Conversation conversation) {
    return conversation.messages().stream().map(Message::role).toList();
  }

  private static List<Object> contents(Conversation conversation) {
    return conversation.messages().stream()
        .map(message -> String.valueOf(message.fields().get("content")))
        .map(Object.class::cast)
        .toList();
  }
}
