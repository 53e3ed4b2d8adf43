package luthier.template;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import luthier.InvalidInputException;
import luthier.jinja.Limits;
import luthier.jinja.Rendered;
import luthier.jinja.Template;
import luthier.jinja.Trace;
import luthier.recipe.Data;
import org.jspecify.annotations.Nullable;

/// A chat template with the special tokens of its checkpoint.
///
/// @param variables what every rendering has besides the conversation: `bos_token`, `eos_token` …
public record ChatTemplate(Template template, Map<String, Object> variables, Clock clock) {

  private static final Trace MESSAGES = new Trace("messages", Set.of("role", "name"));

  /// A conversation as JSON values.
  ///
  /// @param messages each with at least `role`
  /// @param supervised for each message whether the data allow it to be supervised
  /// @param tools empty for none
  /// @param variables further template variables of this conversation
  public record Chat(
      List<Map<String, Object>> messages,
      List<Boolean> supervised,
      List<Object> tools,
      Map<String, Object> variables) {

    boolean isAnswer(int message) {
      return "assistant".equals(messages.get(message).get("role"));
    }
  }

  /// The prompt for the next turn.
  public String prompt(Chat chat) {
    return render(chat, chat.messages(), true).text();
  }

  /// The conversation with what is supervised of it.
  ///
  /// Which characters come from an assistant's message is known from the rendering itself; what the
  /// template writes around them in the same iteration of its loop belongs to the turn. Supervision
  /// starts where the prompt ends at serving time (the text that `add_generation_prompt` adds), and
  /// ends with the terminator: what follows the message's last character, without trailing white
  /// space. `{% generation %}` blocks, where the template has them, are taken as they are.
  ///
  /// @throws InvalidInputException when the template raises an error
  public RenderedChat render(Chat chat, Data.TrainOn trainOn, boolean addGenerationPrompt) {
    Rendered rendered = render(chat, chat.messages(), addGenerationPrompt);
    if (trainOn == Data.TrainOn.ALL) {
      int length = rendered.text().length();
      return new RenderedChat(
          rendered.text(),
          length == 0 ? List.of() : List.of(new RenderedChat.Span(0, length, true)));
    }
    List<RenderedChat.Span> spans = new ArrayList<>();
    Turns turns = new Turns(rendered);
    for (int message : chosen(chat, trainOn)) {
      if (turns.hasGenerationBlocks()) {
        spans.addAll(turns.generationBlocks(message));
      } else {
        RenderedChat.Span span = turns.answer(message, generationPrompt(chat, message));
        if (span != null) {
          spans.add(span);
        }
      }
    }
    return new RenderedChat(rendered.text(), List.copyOf(spans));
  }

  private static List<Integer> chosen(Chat chat, Data.TrainOn trainOn) {
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < chat.messages().size(); i++) {
      if (chat.isAnswer(i) && chat.supervised().get(i)) {
        answers.add(i);
      }
    }
    return trainOn == Data.TrainOn.LAST_ASSISTANT && !answers.isEmpty()
        ? List.of(answers.getLast())
        : answers;
  }

  /// What the template adds to the messages before an answer to prompt for it; empty when it adds
  /// nothing or cannot be asked.
  private String generationPrompt(Chat chat, int message) {
    List<Map<String, Object>> before = chat.messages().subList(0, message);
    try {
      String with = render(chat, before, true).text();
      String without = render(chat, before, false).text();
      return with.startsWith(without) ? with.substring(without.length()) : "";
    } catch (InvalidInputException e) {
      return ""; // some templates refuse a conversation without an answer
    }
  }

  /// Whether the prompt at serving time is, character by character, the beginning of the training
  /// text (invariant I6), for each supervised answer.
  ///
  /// @return null if it is; else what differs, in words
  public @Nullable String servingDifference(Chat chat, RenderedChat rendered) {
    int span = 0;
    for (int message : chosen(chat, Data.TrainOn.ASSISTANT)) {
      if (span >= rendered.supervised().size()) {
        return null;
      }
      String expected = rendered.text().substring(0, rendered.supervised().get(span++).start());
      String prompt = render(chat, chat.messages().subList(0, message), true).text();
      if (!prompt.equals(expected)) {
        int at = 0;
        while (at < Math.min(prompt.length(), expected.length())
            && prompt.charAt(at) == expected.charAt(at)) {
          at++;
        }
        return "message "
            + (message + 1)
            + ": at character "
            + at
            + " the prompt at serving time has '"
            + around(prompt, at)
            + "', the training text '"
            + around(expected, at)
            + "'";
      }
    }
    return null;
  }

  private static String around(String text, int at) {
    return text.substring(Math.min(at, text.length()), Math.min(text.length(), at + 30))
        .replace("\n", "\\n");
  }

  private Rendered render(
      Chat chat, List<Map<String, Object>> messages, boolean addGenerationPrompt) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(variables);
    all.put("tools", chat.tools().isEmpty() ? null : chat.tools());
    all.put("documents", null);
    all.putAll(chat.variables());
    all.put("messages", messages);
    all.put("add_generation_prompt", addGenerationPrompt);
    return template.render(all, MESSAGES, clock, Limits.DEFAULT);
  }
}
