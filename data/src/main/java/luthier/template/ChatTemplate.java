package luthier.template;

import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
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
/// @param template for conversations, with tools too where there is no other
/// @param withTools for conversations that have tools; empty when the checkpoint has none of its
///   own
/// @param variables what every rendering has besides the conversation: `bos_token`, `eos_token` …
public record ChatTemplate(
    Template template, Optional<Template> withTools, Map<String, Object> variables, Clock clock) {

  private static final Set<String> LABELS = Set.of("role", "name");

  /// The roles that templates know; some make control tokens of them, `<|user|>`.
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function", "ipython");

  public ChatTemplate(Template template, Map<String, Object> variables, Clock clock) {
    this(template, Optional.empty(), variables, clock);
  }

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

  /// The prompt for the next turn, as text; its tokens come from `ExampleEncoder`.
  public String prompt(Chat chat) {
    return render(chat, chat.messages(), true).text();
  }

  /// The conversation with what is supervised of it.
  ///
  /// Which characters come from an assistant's message is known from the rendering itself; what the
  /// template writes around them in the same iteration of its loop belongs to the turn. Supervision
  /// starts where the prompt ends at serving time, so that the model learns to write all that it
  /// will have to write itself, and ends with the terminator: what follows the message's last
  /// character, without trailing white space. `{% generation %}` blocks, where the template has
  /// them, are taken as they are.
  ///
  /// @throws InvalidInputException when the template raises an error
  public RenderedChat render(Chat chat, Data.TrainOn trainOn, boolean addGenerationPrompt) {
    Rendered rendered = render(chat, chat.messages(), addGenerationPrompt);
    List<RenderedChat.Span> answers = answers(chat, rendered, addGenerationPrompt);
    BitSet data = new BitSet();
    for (int i = 0; i < rendered.marks().size(); i++) {
      data.set(i, rendered.marks().get(i).data());
    }
    return new RenderedChat(
        rendered.text(), supervised(chat, trainOn, rendered, answers), answers, data);
  }

  private static List<RenderedChat.Span> supervised(
      Chat chat, Data.TrainOn trainOn, Rendered rendered, List<RenderedChat.Span> answers) {
    if (trainOn == Data.TrainOn.ALL) {
      int length = rendered.text().length();
      return length == 0 ? List.of() : List.of(new RenderedChat.Span(-1, 0, length, true));
    }
    Set<Integer> chosen = Set.copyOf(chosen(chat, trainOn));
    return answers.stream().filter(span -> chosen.contains(span.message())).toList();
  }

  private List<RenderedChat.Span> answers(
      Chat chat, Rendered rendered, boolean addGenerationPrompt) {
    Turns turns = new Turns(withoutPrompt(chat, rendered, addGenerationPrompt));
    List<RenderedChat.Span> spans = new ArrayList<>();
    for (int message = 0; message < chat.messages().size(); message++) {
      int current = message;
      if (!chat.isAnswer(message)) {
        continue;
      }
      if (turns.hasGenerationBlocks()) {
        spans.addAll(turns.generationBlocks(message));
      } else {
        RenderedChat.Span span =
            turns.answer(message, promptBefore(chat, message), () -> textUpTo(chat, current));
        if (span != null) {
          spans.add(span);
        }
      }
    }
    return List.copyOf(spans);
  }

  /// The beginning of a rendering that ends before the prompt for the next turn: the prompt behind
  /// the last answer is not its terminator.
  private Rendered withoutPrompt(Chat chat, Rendered rendered, boolean addGenerationPrompt) {
    if (!addGenerationPrompt) {
      return rendered;
    }
    try {
      Rendered without = render(chat, chat.messages(), false);
      return rendered.text().startsWith(without.text()) ? without : rendered;
    } catch (InvalidInputException e) {
      return rendered; // a template may insist on the prompt
    }
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

  /// What the model is given at serving time before it writes this answer; null when the template
  /// refuses to render it.
  private @Nullable String promptBefore(Chat chat, int message) {
    try {
      return render(chat, chat.messages().subList(0, message), true).text();
    } catch (InvalidInputException e) {
      return null;
    }
  }

  /// The conversation as it is when this message is its last; null when the template refuses.
  private @Nullable Rendered textUpTo(Chat chat, int message) {
    try {
      return render(chat, chat.messages().subList(0, message + 1), false);
    } catch (InvalidInputException e) {
      return null;
    }
  }

  /// What the template puts behind an answer; empty when that is nothing, or when it refuses a
  /// plain question with a plain answer.
  public Optional<String> turnEnd() {
    String answer = "fine";
    Chat chat =
        new Chat(
            List.of(
                Map.of("role", "user", "content", "hello"),
                Map.of("role", "assistant", "content", answer)),
            List.of(false, true),
            List.of(),
            Map.of());
    try {
      RenderedChat rendered = render(chat, Data.TrainOn.ASSISTANT, false);
      RenderedChat.Span last = rendered.supervised().getLast();
      int end = rendered.text().lastIndexOf(answer, last.end()) + answer.length();
      return last.terminated() && end > last.start()
          ? Optional.of(rendered.text().substring(end, last.end()))
          : Optional.empty();
    } catch (InvalidInputException | NoSuchElementException e) {
      return Optional.empty();
    }
  }

  /// Whether the prompt at serving time is, character by character, what precedes the supervised
  /// part of the training text (invariant I6), for each supervised answer.
  ///
  /// @param rendered this conversation's rendering
  /// @return null if it is; else the first difference, in words
  public @Nullable String servingDifference(Chat chat, RenderedChat rendered) {
    Set<Integer> seen = new HashSet<>();
    for (RenderedChat.Span span : rendered.supervised()) {
      if (span.message() < 0 || !seen.add(span.message())) {
        continue; // everything is supervised, or a further block of the same answer
      }
      String place = "message " + (span.message() + 1) + ": ";
      String prompt = promptBefore(chat, span.message());
      if (prompt == null) {
        return place + "the template refuses to render the prompt before it";
      }
      String expected = rendered.text().substring(0, span.start());
      if (!prompt.equals(expected)) {
        int at = firstDifference(prompt, expected);
        return place
            + "at character "
            + prompt.codePointCount(0, at)
            + " the prompt at serving time has '"
            + around(prompt, at)
            + "', the training text '"
            + around(expected, at)
            + "'";
      }
    }
    return null;
  }

  private static int firstDifference(String a, String b) {
    int at = 0;
    while (at < Math.min(a.length(), b.length()) && a.charAt(at) == b.charAt(at)) {
      at++;
    }
    return at;
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
    Set<String> own = new HashSet<>(variables.keySet());
    own.removeAll(chat.variables().keySet());
    Template chosen = chat.tools().isEmpty() ? template : withTools.orElse(template);
    return chosen.render(all, new Trace("messages", LABELS, ROLES, own), clock, Limits.DEFAULT);
  }
}
