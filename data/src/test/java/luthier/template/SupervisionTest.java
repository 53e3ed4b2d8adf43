package luthier.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import luthier.recipe.Data;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is supervised: the answers with their terminators and what the model has to write around
/// them, for every template and conversation.
@SuppressWarnings("NullAway") // the fixtures hold what the tests ask for
class SupervisionTest {

  private static final Map<String, String> TERMINATORS =
      Map.ofEntries(
          Map.entry("accumulated", "<end>"),
          Map.entry("alpaca", "</s>"),
          Map.entry("chatml", "<|im_end|>"),
          Map.entry("command_r", "<|END_OF_TURN_TOKEN|>"),
          Map.entry("deepseek", "<|end_of_sentence|>"),
          Map.entry("gemma", "<end_of_turn>"),
          Map.entry("generation", "<|end|>"),
          Map.entry("indexed", "</s>"),
          Map.entry("joined", "</bot>"),
          Map.entry("llama2", "</s>"),
          Map.entry("llama3", "<|eot_id|>"),
          Map.entry("mistral_plain", "</s>"),
          Map.entry("mistral_system", "</s>"),
          Map.entry("nested", "<|end|>"),
          Map.entry("pairs", "</bot>"),
          Map.entry("phi3", "<|end|>"),
          Map.entry("qwen3", "<|im_end|>"),
          Map.entry("qwen_tools", "<|im_end|>"),
          Map.entry("zephyr", "</s>"));

  @Test
  void theTurnEndIsTheTerminator() {
    TERMINATORS.forEach((name, terminator) ->
        assertThat(Fixtures.template(name).turnEnd().map(String::strip))
            .as(name)
            .contains(terminator));
    assertThat(Fixtures.template("unterminated").turnEnd()).isEmpty();
  }

  /// These templates take the messages by position, so that the first must be the user's.
  private static final Set<String> BY_POSITION = Set.of("indexed", "joined");

  private final Map<String, ChatTemplate.Chat> chats = Fixtures.chats();

  private List<Fixtures.Case> cases() {
    return Fixtures.cases().stream()
        .filter(each -> each.text() != null)
        .filter(each ->
            !BY_POSITION.contains(each.template()) || alternating(chats.get(each.conversation())))
        .toList();
  }

  private static boolean alternating(ChatTemplate.Chat chat) {
    for (int i = 0; i < chat.messages().size(); i++) {
      if (!chat.messages().get(i).get("role").equals(i % 2 == 0 ? "user" : "assistant")) {
        return false;
      }
    }
    return true;
  }

  private RenderedChat render(Fixtures.Case each) {
    return Fixtures.template(each.template())
        .render(chats.get(each.conversation()), Data.TrainOn.ASSISTANT, each.prompt());
  }

  private static String text(RenderedChat rendered, RenderedChat.Span span) {
    return rendered.text().substring(span.start(), span.end());
  }

  @Test
  void everyAnswerIsSupervisedWithItsTerminator() {
    for (Fixtures.Case each : cases()) {
      ChatTemplate.Chat chat = chats.get(each.conversation());
      RenderedChat rendered = render(each);
      Set<Integer> answered = new HashSet<>();
      for (RenderedChat.Span span : rendered.supervised()) {
        answered.add(span.message());
        String terminator = TERMINATORS.get(each.template());
        if (terminator == null && each.conversation().equals("none_content")) {
          continue; // prints the word None, which is no part of the message
        }
        if (terminator == null) {
          assertThat(span.terminated()).as("%s", each).isFalse();
        } else {
          assertThat(span.terminated()).as("%s", each).isTrue();
          assertThat(text(rendered, span)).as("%s", each).endsWith(terminator);
        }
      }
      for (int i = 0; i < chat.messages().size(); i++) {
        boolean answer = chat.messages().get(i).get("role").equals("assistant");
        assertThat(answered.contains(i)).as("%s: message %s", each, i).isEqualTo(answer);
      }
    }
  }

  @Test
  void theSupervisedTextContainsTheAnswers() {
    for (Fixtures.Case each : cases()) {
      ChatTemplate.Chat chat = chats.get(each.conversation());
      RenderedChat rendered = render(each);
      for (RenderedChat.Span span : rendered.supervised()) {
        Map<String, Object> message = chat.messages().get(span.message());
        if (message.containsKey("tool_calls")) {
          continue; // some templates leave out the text beside a call
        }
        if (message.get("content") instanceof String content) {
          String[] thoughts = content.split("</think>", -1);
          String visible =
              thoughts[thoughts.length - 1].replaceAll("^[\\s\u00a0]+|[\\s\u00a0]+$", "");
          assertThat(text(rendered, span)).as("%s", each).contains(visible);
        }
      }
    }
  }

  /// I6, and where a template breaks it by itself.
  @Test
  void supervisionStartsWhereThePromptEnds() {
    Set<String> different = new TreeSet<>();
    for (Fixtures.Case each : cases()) {
      String difference =
          Fixtures.template(each.template())
              .servingDifference(chats.get(each.conversation()), render(each));
      if (difference != null && !each.prompt()) {
        different.add(each.template() + " " + each.conversation());
      }
    }
    assertThat(different)
        .containsExactly(
            // a later system message joins the first one
            "deepseek late_system",
            // the tools stand before the last message, when it is the user's
            "mistral_system call",
            "mistral_system call_with_text",
            "mistral_system calls",
            "mistral_system one",
            // thoughts asked not to be there are there, or go when the next answer comes
            "qwen3 think_field",
            "qwen3 two_answers");
  }

  @Test
  void aPromptBehindTheConversationChangesNothing() {
    for (Fixtures.Case each : cases()) {
      if (each.prompt()) {
        RenderedChat without =
            render(new Fixtures.Case(each.template(), each.conversation(), false, ""));
        if (each.text().startsWith(without.text())) {
          assertThat(render(each).supervised()).as("%s", each).isEqualTo(without.supervised());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          llama2         | several        | ' Two </s>; Four </s>; Six </s>'
          mistral_system | call           | '[TOOL_CALLS] [{"name": "order_status", "arguments": {"id": "17"}}]</s>; In Köln.</s>; Welcome.</s>'
          qwen_tools     | call_with_text | 'Let me look.\\n<tool_call>\\n{"name": "order_status", "arguments": {"id": "17"}}\\n</tool_call><|im_end|>;Gone.<|im_end|>'
          qwen3          | several        | 'Two<|im_end|>;Four<|im_end|>;<think>\\n\\n</think>\\n\\nSix<|im_end|>'
          qwen3          | think_inline   | '2<|im_end|>;<think>\\nhm\\n</think>\\n\\n4<|im_end|>'
          deepseek       | think_inline   | '\\n\\n2<|end_of_sentence|>;4<|end_of_sentence|>'
          zephyr         | same_words     | 'yes</s>;yes</s>;assistant</s>'
          phi3           | one            | 'On its way.<|end|>'
          alpaca         | unicode        | '🌍🚀 — «naïve» हिन्दी</s>;ẞ 𝔘</s>'
          generation     | empty_answer   | '<|end|>;Sorry.<|end|>'
          nested         | empty_answer   | '<|end|>;Sorry.<|end|>'
          indexed        | empty_answer   | '</s>;Sorry.</s>'
          joined         | named          | ' Hello</bot>; bye</bot>'
          unterminated   | one            | 'On its way.'
          """)
  void supervisedText(String template, String conversation, String expected) {
    Fixtures.Case each = new Fixtures.Case(template, conversation, false, "");
    RenderedChat rendered = render(each);
    List<String> found = new ArrayList<>();
    rendered.supervised().forEach(span -> found.add(text(rendered, span)));
    assertThat(String.join(";", found).replace("\n", "\\n"))
        .isEqualTo(expected.replace("\\\\", "\\"));
  }

  @Test
  void theChoiceOfAnswers() {
    ChatTemplate template = Fixtures.template("chatml");
    ChatTemplate.Chat all = chats.get("several_without_system");
    RenderedChat last = template.render(all, Data.TrainOn.LAST_ASSISTANT, false);
    assertThat(last.supervised()).hasSize(1);
    assertThat(text(last, last.supervised().getFirst())).isEqualTo("Four<|im_end|>");
    ChatTemplate.Chat firstOnly =
        new ChatTemplate.Chat(
            all.messages(), List.of(true, true, true, false), all.tools(), all.variables());
    RenderedChat first = template.render(firstOnly, Data.TrainOn.ASSISTANT, false);
    assertThat(first.supervised()).hasSize(1);
    assertThat(text(first, first.supervised().getFirst())).isEqualTo("Two<|im_end|>");
    RenderedChat everything = template.render(all, Data.TrainOn.ALL, false);
    assertThat(text(everything, everything.supervised().getFirst())).isEqualTo(everything.text());
  }

  @Test
  void offsetsAreCodePointsOutside() {
    RenderedChat rendered = render(new Fixtures.Case("chatml", "unicode", false, ""));
    int[] span = rendered.supervisedCodePoints().get(1);
    int[] points = rendered.text().codePoints().toArray();
    assertThat(new String(points, span[0], span[1] - span[0])).isEqualTo("ẞ 𝔘<|im_end|>");
    assertThat(span[0]).isLessThan(rendered.supervised().get(1).start());
  }
}
