package luthier.run;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import luthier.dataset.IdentifiedExample;
import luthier.example.Example;
import luthier.example.Message;
import luthier.example.Role;
import luthier.generation.Generator;
import luthier.generation.Sampling;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;
import luthier.recipe.Evaluation;
import luthier.template.ChatTemplate;
import luthier.tensor.Workers;
import luthier.tokenizer.ExampleEncoder;
import luthier.tokenizer.StopTokens;

/// A model's own answers to held-out prompts, and how many are right.
record Answers(
    LanguageModel model,
    Workers workers,
    List<Kernels> kernels,
    ExampleEncoder encoder,
    Path base,
    Evaluation settings) {

  /// A prompt with the answer that the data give.
  ///
  /// @param prompt its tokens
  /// @param shown the last message before the answer, for people
  record Question(int[] prompt, String shown, String reference) {}

  /// What the example asks; empty for plain text and tokens, and where the template refuses.
  Optional<Question> question(IdentifiedExample example) {
    return switch (example.example()) {
      case Example.Completion c ->
          Optional.of(new Question(encoder.rawPrompt(c.prompt()), c.prompt(), c.completion()));
      case Example.Conversation c -> conversation(c);
      case Example.Passage _, Example.TokenRow _ -> Optional.empty();
    };
  }

  private Optional<Question> conversation(Example.Conversation conversation) {
    List<Message> messages = conversation.messages();
    int last = messages.size() - 1;
    while (last > 0 && messages.get(last).role() != Role.ASSISTANT) {
      last--;
    }
    if (last < 1 || encoder.template().isEmpty()) {
      return Optional.empty();
    }
    ChatTemplate.Chat whole = ExampleEncoder.chat(conversation);
    ChatTemplate.Chat before =
        new ChatTemplate.Chat(
            whole.messages().subList(0, last),
            whole.supervised().subList(0, last),
            whole.tools(),
            whole.variables());
    return Optional.of(
        new Question(
            encoder.prompt(before), content(messages.get(last - 1)), content(messages.get(last))));
  }

  private static String content(Message message) {
    return String.valueOf(message.fields().getOrDefault("content", ""));
  }

  /// The model's answers, greedy.
  List<String> to(List<Question> questions) {
    Set<Integer> stop = StopTokens.of(encoder.tokenizer(), encoder.template());
    String[] answers = new String[questions.size()];
    workers.sum(worker -> {
      Generator generator = new Generator(model, kernels.get(worker), stop);
      for (int i = worker; i < answers.length; i += workers.count()) {
        Question question = questions.get(i);
        int[] prompt = question.prompt();
        int room = Math.min(settings.maxNewTokens(), model.maxPositions() - prompt.length);
        int[] ids =
            room < 1
                ? new int[0]
                : generator.generate(prompt, room, new Sampling.Greedy(), _ -> {});
        answers[i] = encoder.tokenizer().decode(ids, true);
      }
      return 0;
    });
    return Arrays.stream(answers).map(Objects::requireNonNull).toList();
  }

  /// The share of answers whose first match of the pattern is the reference's.
  Optional<Double> accuracy(List<Question> questions, List<String> answers) {
    Optional<Pattern> pattern = settings.compiledAnswerPattern();
    if (pattern.isEmpty() || questions.isEmpty()) {
      return Optional.empty();
    }
    int right = 0;
    int asked = 0;
    for (int i = 0; i < questions.size(); i++) {
      Optional<String> wanted = match(pattern.get(), questions.get(i).reference());
      if (wanted.isPresent()) {
        asked++;
        right += wanted.equals(match(pattern.get(), answers.get(i))) ? 1 : 0;
      }
    }
    return asked == 0 ? Optional.empty() : Optional.of((double) right / asked);
  }

  private static Optional<String> match(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    return Optional.of(matcher.groupCount() > 0 ? matcher.group(1) : matcher.group());
  }
}
