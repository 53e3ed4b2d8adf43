package luthier.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import luthier.dataset.IdentifiedExample;
import luthier.example.Example;
import luthier.example.Message;
import luthier.example.Role;
import luthier.generation.Generator;
import luthier.generation.Prompt;
import luthier.generation.Sampling;
import luthier.kernel.Kernels;
import luthier.metric.BoundedPattern.Found;
import luthier.metric.Evaluation;
import luthier.model.LanguageModel;
import luthier.template.ChatTemplate;
import luthier.tensor.Workers;
import luthier.tokenizer.ExampleEncoder;
import luthier.tokenizer.StopTokens;

/// Models' own answers to held-out prompts, and which are right.
record Answers(
    Workers workers,
    List<Kernels> kernels,
    ExampleEncoder encoder,
    luthier.recipe.Evaluation settings) {

  /// Of the answers that a worker writes at once: about 1 GB for a model of 7 billion parameters.
  private static final int CACHED_TOKENS = 8192;

  /// A prompt with the answer that the data give.
  ///
  /// @param prompt its tokens
  /// @param turns the same for people
  /// @param reference the answer in the data
  /// @param example that asks it
  record Question(
      int[] prompt, List<Evaluation.Turn> turns, String reference, IdentifiedExample example) {}

  /// What the example asks; empty for plain text and tokens, and where the template refuses.
  Optional<Question> question(IdentifiedExample example) {
    return switch (example.example()) {
      case Example.Completion c ->
          Optional.of(
              new Question(
                  encoder.rawPrompt(c.prompt()),
                  List.of(new Evaluation.Turn("prompt", c.prompt())),
                  c.completion(),
                  example));
      case Example.Conversation c -> conversation(c, example);
      case Example.Passage _, Example.TokenRow _, Example.Labelled _ -> Optional.empty();
    };
  }

  private Optional<Question> conversation(
      Example.Conversation conversation, IdentifiedExample example) {
    List<Message> messages = conversation.messages();
    int last = lastAnswer(messages);
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
            encoder.prompt(before),
            messages.subList(0, last).stream().map(Answers::turn).toList(),
            content(messages.get(last)),
            example));
  }

  /// What the data give as the answer; empty where they give none.
  static Optional<String> reference(Example example) {
    return switch (example) {
      case Example.Completion c -> Optional.of(c.completion());
      case Example.Conversation c -> {
        int last = lastAnswer(c.messages());
        yield last < 1 ? Optional.empty() : Optional.of(content(c.messages().get(last)));
      }
      case Example.Passage _, Example.TokenRow _, Example.Labelled _ -> Optional.empty();
    };
  }

  /// The place of the last message of the assistant; 0 or below where nothing precedes it.
  private static int lastAnswer(List<Message> messages) {
    int last = messages.size() - 1;
    while (last > 0 && messages.get(last).role() != Role.ASSISTANT) {
      last--;
    }
    return last;
  }

  private static Evaluation.Turn turn(Message message) {
    return new Evaluation.Turn(message.role().name().toLowerCase(Locale.ROOT), content(message));
  }

  /// The message's text; of one without text, its tool calls.
  private static String content(Message message) {
    Object content = message.fields().get("content");
    Object calls = message.fields().get("tool_calls");
    return content != null ? content.toString() : calls != null ? calls.toString() : "";
  }

  /// The model's answers, greedy, each with its grade.
  List<Evaluation.Answer> graded(LanguageModel model, List<Question> questions) {
    List<String> said = of(model, questions);
    List<Evaluation.Answer> answers = new ArrayList<>();
    for (int i = 0; i < said.size(); i++) {
      answers.add(
          new Evaluation.Answer(said.get(i), grade(questions.get(i).reference(), said.get(i))));
    }
    return answers;
  }

  /// The model's answers, greedy. Each worker writes those of every so many-th question together.
  private List<String> of(LanguageModel model, List<Question> questions) {
    Set<Integer> stop = StopTokens.of(encoder.tokenizer(), encoder.template());
    String[] answers = new String[questions.size()];
    Arrays.fill(answers, ""); // where there is no prompt, or no room for an answer
    workers.sum(worker -> {
      List<Integer> places = new ArrayList<>();
      List<Prompt> prompts = new ArrayList<>();
      for (int i = worker; i < answers.length; i += workers.count()) {
        int[] prompt = questions.get(i).prompt();
        if (prompt.length > 0 && prompt.length < model.maxPositions()) {
          places.add(i);
          prompts.add(new Prompt(prompt, settings.maxNewTokens(), new Sampling.Greedy()));
        }
      }
      List<int[]> written =
          new Generator(model, kernels.get(worker), stop).generateAll(prompts, CACHED_TOKENS);
      for (int i = 0; i < written.size(); i++) {
        answers[places.get(i)] = encoder.tokenizer().decode(written.get(i), true);
      }
      return 0;
    });
    return List.of(answers);
  }

  /// An answer is right when the pattern's first match in it is that in the reference; one at which
  /// looking was given up is not.
  private Evaluation.Grade grade(String reference, String answer) {
    Optional<AnswerPattern> pattern = pattern();
    if (pattern.isEmpty() || !(pattern.get().in(reference) instanceof Found.Text wanted)) {
      return Evaluation.Grade.UNGRADED;
    }
    return pattern.get().in(answer).equals(wanted)
        ? Evaluation.Grade.RIGHT
        : Evaluation.Grade.WRONG;
  }

  /// What decides whether an answer is right: the pattern's first match, or the whole.
  String decisive(String answer) {
    return pattern()
        .map(pattern -> pattern.in(answer) instanceof Found.Text found ? found.text() : answer)
        .orElse(answer);
  }

  private Optional<AnswerPattern> pattern() {
    return settings.compiledAnswerPattern().map(AnswerPattern::of);
  }

  /// The first of these answers at which looking was given up.
  Optional<String> tooHard(List<Evaluation.Answer> answers) {
    return pattern()
        .flatMap(pattern ->
            answers.stream()
                .filter(answer -> answer.grade() == Evaluation.Grade.WRONG)
                .map(Evaluation.Answer::text)
                .filter(text -> pattern.in(text) instanceof Found.GaveUp)
                .findFirst());
  }
}
