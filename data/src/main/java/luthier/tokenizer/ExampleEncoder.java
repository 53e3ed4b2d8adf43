package luthier.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import luthier.InvalidInputException;
import luthier.example.Example;
import luthier.example.Message;
import luthier.recipe.Data;
import luthier.template.ChatTemplate;
import luthier.template.RenderedChat;

/// From examples to tokens and labels.
///
/// @param end the token that ends a text; empty when the model has none
/// @param trainOn which part of a conversation is supervised
/// @param template of the checkpoint; empty when it has none
public record ExampleEncoder(
    Tokenizer tokenizer, OptionalInt end, Data.TrainOn trainOn, Optional<ChatTemplate> template) {

  private static final int IGNORED = -100;

  /// @param id of the example
  public TokenizedExample encode(String id, Example example) {
    return switch (example) {
      case Example.Passage passage -> passage(id, passage);
      case Example.Completion completion -> completion(id, completion);
      case Example.TokenRow row ->
          new TokenizedExample(
              id,
              row.inputIds().stream().mapToInt(Integer::intValue).toArray(),
              row.labels().stream().mapToInt(Integer::intValue).toArray());
      case Example.Conversation conversation -> conversation(id, conversation);
    };
  }

  /// A conversation as the template's input.
  public static ChatTemplate.Chat chat(Example.Conversation conversation) {
    return new ChatTemplate.Chat(
        conversation.messages().stream().map(Message::fields).toList(),
        conversation.messages().stream().map(Message::supervised).toList(),
        conversation.tools(),
        conversation.variables());
  }

  /// The rendering of a conversation.
  ///
  /// @throws InvalidInputException when there is no template, or it refuses the conversation
  public RenderedChat render(Example.Conversation conversation) {
    ChatTemplate chatTemplate =
        template.orElseThrow(() ->
            new InvalidInputException(
                conversation.origin()
                    + ": a conversation needs a chat template, and the base has none"
                    + " (chat_template.jinja, or chat_template in tokenizer_config.json)"));
    try {
      return chatTemplate.render(chat(conversation), trainOn, false);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(conversation.origin() + ": " + e.getMessage(), e);
    }
  }

  /// The borders of supervised stretches are borders of tokens, as they are at serving time.
  private TokenizedExample conversation(String id, Example.Conversation conversation) {
    RenderedChat rendered = render(conversation);
    List<int[]> pieces = new ArrayList<>();
    List<Boolean> supervised = new ArrayList<>();
    int at = 0;
    for (RenderedChat.Span span : rendered.supervised()) {
      add(pieces, supervised, rendered.text().substring(at, span.start()), false);
      add(pieces, supervised, rendered.text().substring(span.start(), span.end()), true);
      at = span.end();
    }
    add(pieces, supervised, rendered.text().substring(at), false);
    int[] ids = pieces.stream().flatMapToInt(Arrays::stream).toArray();
    int[] labels = ids.clone();
    int token = 0;
    for (int i = 0; i < pieces.size(); i++) {
      if (!supervised.get(i)) {
        Arrays.fill(labels, token, token + pieces.get(i).length, IGNORED);
      }
      token += pieces.get(i).length;
    }
    return new TokenizedExample(id, ids, labels);
  }

  private void add(List<int[]> pieces, List<Boolean> supervised, String text, boolean counts) {
    if (!text.isEmpty()) {
      pieces.add(tokenizer.encode(text, false));
      supervised.add(counts);
    }
  }

  /// The text and the end token; everything is supervised.
  private TokenizedExample passage(String id, Example.Passage passage) {
    int[] ids = append(tokenizer.encode(passage.text(), true), end(passage));
    return new TokenizedExample(id, ids, ids.clone());
  }

  /// Prompt and answer are encoded apart, as the prompt will be at serving time; the answer and the
  /// end token are supervised.
  private TokenizedExample completion(String id, Example.Completion completion) {
    int[] prompt = tokenizer.encode(completion.prompt(), true);
    int[] answer = append(tokenizer.encode(completion.completion(), false), end(completion));
    int[] ids = Arrays.copyOf(prompt, prompt.length + answer.length);
    System.arraycopy(answer, 0, ids, prompt.length, answer.length);
    int[] labels = ids.clone();
    if (trainOn != Data.TrainOn.ALL) {
      Arrays.fill(labels, 0, prompt.length, IGNORED);
    }
    return new TokenizedExample(id, ids, labels);
  }

  private int end(Example example) {
    return end.orElseThrow(() ->
        new InvalidInputException(
            example.origin()
                + ": the base names no end token (eos_token in tokenizer_config.json, or"
                + " eos_token_id in generation_config.json); a model tuned without one would not"
                + " stop"));
  }

  private static int[] append(int[] ids, int last) {
    int[] all = Arrays.copyOf(ids, ids.length + 1);
    all[ids.length] = last;
    return all;
  }
}
