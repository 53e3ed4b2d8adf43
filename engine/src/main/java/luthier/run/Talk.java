package luthier.run;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import luthier.InvalidInputException;
import luthier.adapter.Adapter;
import luthier.generation.Generator;
import luthier.generation.Sampling;
import luthier.kernel.Kernels;
import luthier.kernel.Team;
import luthier.model.LanguageModel;
import luthier.recipe.Data;
import luthier.template.ChatTemplate;
import luthier.tensor.LibTorch;
import luthier.tokenizer.ExampleEncoder;
import luthier.tokenizer.StopTokens;
import luthier.tokenizer.TokenStream;
import luthier.tokenizer.Tokenizer;

/// A model to talk to, with the template of its training. It computes with the type and the kernels
/// of training; an adapter is merged into the weights.
public final class Talk implements AutoCloseable {

  /// Fewer threads than this keep the memory busy.
  private static final int MOST_THREADS = 16;

  private final OpenModel<LanguageModel> open;
  private final Team team;
  private final Tokenizer tokenizer;
  private final ExampleEncoder encoder;
  private final Generator generator;
  private final List<Map<String, Object>> messages = new ArrayList<>();

  private Talk(OpenModel<LanguageModel> open, Tokenizer tokenizer) {
    this.open = open;
    this.tokenizer = tokenizer;
    this.encoder =
        TextTools.encoder(
            open.files(), tokenizer, Data.TrainOn.ASSISTANT, Clock.systemDefaultZone());
    this.team = new Team(Math.min(Machine.detect().cores(), MOST_THREADS));
    this.generator =
        new Generator(
            open.model(), Kernels.fastest(team), StopTokens.of(tokenizer, encoder.template()));
  }

  /// @param model what a user may name; see [OpenModel]
  /// @throws InvalidInputException when there is no such model, or it has no tokenizer
  public static Talk open(String model) {
    LibTorch.load();
    OpenModel<LanguageModel> open = OpenModel.openFastest(model);
    try {
      open.adapter().ifPresent(Adapter::merge);
      return new Talk(open, Tokenizer.load(open.files()));
    } catch (RuntimeException e) {
      open.close();
      throw e;
    }
  }

  /// Says something in the conversation and hears the answer as it comes.
  public String say(
      String role, String text, int maxTokens, Sampling sampling, Consumer<String> out) {
    messages.add(message(role, text));
    String answer = write(prompt(), maxTokens, sampling, out);
    messages.add(message("assistant", answer));
    return answer;
  }

  /// A message without an answer, such as a system prompt.
  public void tell(String role, String text) {
    messages.add(message(role, text));
  }

  /// Forgets the conversation.
  public void forget() {
    messages.clear();
  }

  /// Writes on from a text as it is: without a template, as tasks `text` and `completion` train.
  public String write(String prompt, int maxTokens, Sampling sampling, Consumer<String> out) {
    return write(encoder.rawPrompt(prompt), maxTokens, sampling, out);
  }

  private String write(int[] prompt, int maxTokens, Sampling sampling, Consumer<String> out) {
    TokenStream stream = tokenizer.stream(false);
    StringBuilder answer = new StringBuilder();
    Consumer<String> both =
        text -> {
          answer.append(text);
          out.accept(text);
        };
    generator.generate(prompt, maxTokens, sampling, id -> both.accept(stream.push(id)));
    both.accept(stream.finish());
    return answer.toString();
  }

  private int[] prompt() {
    if (encoder.template().isEmpty()) {
      throw new InvalidInputException(open.files() + ": has no chat template; use generate --raw");
    }
    List<Boolean> none = messages.stream().map(_ -> false).toList();
    return encoder.prompt(new ChatTemplate.Chat(List.copyOf(messages), none, List.of(), Map.of()));
  }

  private static Map<String, Object> message(String role, String text) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", text);
    return message;
  }

  /// Where the model's files are.
  public Path files() {
    return open.files();
  }

  @Override
  public void close() {
    team.close();
    tokenizer.close();
    open.close();
  }
}
