package luthier.tokenizer;

import java.util.Arrays;
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
      case Example.Labelled labelled ->
          throw new IllegalArgumentException(labelled.origin() + ": is for a LabelEncoder");
      case Example.Conversation conversation -> {
        EncodedChat chat = encode(conversation);
        yield new TokenizedExample(id, chat.ids(), chat.labels(), chat.controlTexts());
      }
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
    try {
      return known().render(chat(conversation), trainOn, false);
    } catch (InvalidInputException e) {
      throw located(conversation, e);
    }
  }

  private ChatTemplate known() {
    return template.orElseThrow(() ->
        new InvalidInputException(
            "a conversation needs a chat template, and the base has none (chat_template.jinja, or"
                + " chat_template in tokenizer_config.json)"));
  }

  private static InvalidInputException located(Example example, InvalidInputException e) {
    String where = example.origin() + ": ";
    String message = String.valueOf(e.getMessage());
    return message.startsWith(where) ? e : new InvalidInputException(where + message, e);
  }

  /// A conversation as tokens.
  ///
  /// @throws InvalidInputException as [#render] does
  public EncodedChat encode(Example.Conversation conversation) {
    try {
      return ChatEncoder.encode(tokenizer, render(conversation));
    } catch (InvalidInputException e) {
      throw located(conversation, e);
    }
  }

  /// The tokens of the prompt for the next turn: those that training has before the answer.
  ///
  /// @throws InvalidInputException when the base has no template, or it refuses the conversation
  public int[] prompt(ChatTemplate.Chat chat) {
    RenderedChat rendered = known().render(chat, Data.TrainOn.ASSISTANT, true);
    return ChatEncoder.encode(tokenizer, rendered).ids();
  }

  /// The text and the end token; everything is supervised.
  private TokenizedExample passage(String id, Example.Passage passage) {
    int[] ids = LongText.encode(tokenizer, passage.text());
    int end = end(passage);
    // some tokenizers add the end token themselves
    int[] ended = ids.length > 0 && ids[ids.length - 1] == end ? ids : append(ids, end);
    int written = controlTokens(ids) - controlTokens(tokenizer.encode("", true));
    return new TokenizedExample(id, ended, ended.clone(), written);
  }

  /// Prompt and answer are encoded apart, as the prompt will be at serving time; the answer and the
  /// end token are supervised.
  private TokenizedExample completion(String id, Example.Completion completion) {
    int[] prompt = rawPrompt(completion.prompt());
    int[] answer = tokenizer.encodeContinuation(completion.completion()).ids();
    int[] ids = Arrays.copyOf(prompt, prompt.length + answer.length + 1);
    System.arraycopy(answer, 0, ids, prompt.length, answer.length);
    ids[ids.length - 1] = end(completion);
    int[] labels = ids.clone();
    if (trainOn != Data.TrainOn.ALL) {
      Arrays.fill(labels, 0, prompt.length, IGNORED);
    }
    int written =
        controlTokens(prompt) + controlTokens(answer) - controlTokens(tokenizer.encode("", true));
    return new TokenizedExample(id, ids, labels, written);
  }

  /// The tokens of a prompt that goes through no template: the tokenizer's own, with what it adds
  /// around a text.
  public int[] rawPrompt(String text) {
    return tokenizer.encode(text, true);
  }

  private int controlTokens(int[] ids) {
    return Math.toIntExact(Arrays.stream(ids).filter(tokenizer::isControl).count());
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
