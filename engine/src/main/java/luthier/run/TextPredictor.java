package luthier.run;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.adapter.Adapter;
import luthier.example.Example;
import luthier.example.Message;
import luthier.example.Role;
import luthier.generation.Generator;
import luthier.generation.Prompt;
import luthier.generation.Sampling;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;
import luthier.recipe.Columns;
import luthier.recipe.Data;
import luthier.recipe.Dtype;
import luthier.recipe.Task;
import luthier.source.InputRows;
import luthier.source.SourceOptions;
import luthier.template.ChatTemplate;
import luthier.tensor.Workers;
import luthier.tokenizer.ExampleEncoder;
import luthier.tokenizer.StopTokens;
import luthier.tokenizer.Tokenizer;

/// The answers of a language model, the most probable token each time. Turns of the assistant at
/// the end of a conversation are what is to be predicted: they are left away.
final class TextPredictor implements Predictor {

  /// Of the answers that a worker writes at once: about 1 GB for a model of 7 billion parameters.
  private static final int CACHED_TOKENS = 8192;

  private static final int ROWS_OF_A_WORKER = 32;

  private final OpenModel<LanguageModel> open;
  private final Tokenizer tokenizer;
  private final ExampleEncoder encoder;
  private final Predict.Writing writing;
  private final Workers workers;
  private final List<Kernels> kernels;
  private final Set<Integer> stop;
  private long withoutRoom;

  private TextPredictor(
      OpenModel<LanguageModel> open, Tokenizer tokenizer, Predict.Writing writing, int threads) {
    this.open = open;
    this.tokenizer = tokenizer;
    this.writing = writing;
    encoder =
        TextTools.encoder(
            open.files(), tokenizer, Data.TrainOn.ASSISTANT, Clock.systemDefaultZone());
    workers = new Workers(threads, 1);
    kernels = Session.kernels(threads);
    stop = StopTokens.of(tokenizer, encoder.template());
  }

  static TextPredictor open(
      String model, Columns columns, Predict.Writing writing, Optional<Dtype> dtype, int threads) {
    if (columns.text().isPresent() || columns.textPair().isPresent()) {
      throw new InvalidInputException(
          "--text: "
              + model
              + " is a language model; it reads messages, conversations, instruction, prompt,"
              + " question or text");
    }
    OpenModel<LanguageModel> open =
        dtype
            .map(type -> OpenModel.open(model, type))
            .orElseGet(() -> OpenModel.openFastest(model));
    try {
      open.adapter().ifPresent(Adapter::merge);
      return new TextPredictor(open, Tokenizer.load(open.files()), writing, threads);
    } catch (RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private boolean templated() {
    return encoder.template().isPresent() && !writing.raw();
  }

  @Override
  public SourceOptions options() {
    return new SourceOptions(
        templated() ? Task.CHAT : Task.COMPLETION,
        Optional.empty(),
        Optional.empty(),
        Columns.USUAL,
        false,
        Path.of("").toAbsolutePath());
  }

  @Override
  public int chunk() {
    return workers.count() * ROWS_OF_A_WORKER;
  }

  @Override
  public List<Map<String, Object>> predict(List<InputRows.InputRow> rows) {
    List<int[]> prompts = rows.stream().map(row -> prompt(row.example())).toList();
    return answers(prompts).stream().map(text -> Map.<String, Object>of("text", text)).toList();
  }

  private int[] prompt(Example example) {
    return switch (example) {
      case Example.Completion completion -> encoder.rawPrompt(completion.prompt());
      case Example.Passage passage -> encoder.rawPrompt(passage.text());
      case Example.Conversation conversation -> prompt(conversation);
      case Example.TokenRow _, Example.Labelled _ ->
          throw new IllegalStateException("no prompt in " + example);
    };
  }

  private int[] prompt(Example.Conversation conversation) {
    ChatTemplate.Chat whole = ExampleEncoder.chat(conversation);
    List<Message> messages = conversation.messages();
    int end = messages.size();
    while (end > 0 && messages.get(end - 1).role() == Role.ASSISTANT) {
      end--;
    }
    if (end == 0) {
      throw new InvalidInputException(
          conversation.origin() + ": has messages of the assistant only; expected what it answers");
    }
    try {
      return encoder.prompt(
          new ChatTemplate.Chat(
              whole.messages().subList(0, end),
              whole.supervised().subList(0, end),
              whole.tools(),
              whole.variables()));
    } catch (InvalidInputException e) {
      throw new InvalidInputException(conversation.origin() + ": " + e.getMessage(), e);
    }
  }

  /// Each worker writes the answers to every so many-th prompt together.
  private List<String> answers(List<int[]> prompts) {
    String[] answers = new String[prompts.size()];
    Arrays.fill(answers, ""); // where there is no prompt, or no room for an answer
    int most = open.model().maxPositions();
    withoutRoom += prompts.stream().filter(prompt -> prompt.length >= most).count();
    workers.sum(worker -> {
      List<Integer> places =
          Stream.iterate(worker, place -> place + workers.count())
              .limit((prompts.size() - worker + workers.count() - 1) / workers.count())
              .filter(place -> prompts.get(place).length > 0 && prompts.get(place).length < most)
              .toList();
      List<Prompt> asked = new ArrayList<>();
      for (int place : places) {
        asked.add(new Prompt(prompts.get(place), writing.maxTokens(), new Sampling.Greedy()));
      }
      List<int[]> written =
          new Generator(open.model(), kernels.get(worker), stop).generateAll(asked, CACHED_TOKENS);
      for (int i = 0; i < written.size(); i++) {
        answers[places.get(i)] = tokenizer.decode(written.get(i), true);
      }
      return 0;
    });
    return List.of(answers);
  }

  @Override
  public Optional<String> remark() {
    return withoutRoom == 0
        ? Optional.empty()
        : Optional.of(
            withoutRoom
                + " prompts are as long as the "
                + open.model().maxPositions()
                + " positions of the model or longer; their answers are empty");
  }

  @Override
  public void close() {
    workers.close();
    tokenizer.close();
    open.close();
  }
}
