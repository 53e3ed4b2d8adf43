package luthier.pocket;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import luthier.pocket.document.Conversation;
import luthier.pocket.document.Document;
import luthier.pocket.document.Turn;
import luthier.pocket.grammar.Dice;
import luthier.recipe.Data;
import luthier.template.ChatTemplate;

/// Conversations by number, as messages and as the text that the chat template makes of them.
final class Conversations {

  private final Function<Dice, Conversation> generator;
  private final ChatTemplate template;
  private final long seed;

  Conversations(Function<Dice, Conversation> generator, ChatTemplate template, long seed) {
    this.generator = generator;
    this.template = template;
    this.seed = seed;
  }

  /// @param set names an independent series of conversations
  Conversation get(String set, long number) {
    return generator.apply(Dice.of(seed, set, number));
  }

  static List<Map<String, Object>> messages(Conversation conversation) {
    List<Map<String, Object>> messages = new ArrayList<>();
    for (Turn turn : conversation.turns()) {
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("role", turn.role());
      message.put("content", turn.content());
      messages.add(message);
    }
    return messages;
  }

  /// @return the conversation in chat format, without the line end after its last turn
  Document rendered(Conversation conversation) {
    List<Map<String, Object>> messages = messages(conversation);
    List<Boolean> supervised = messages.stream().map(_ -> true).toList();
    ChatTemplate.Chat chat = new ChatTemplate.Chat(messages, supervised, List.of(), Map.of());
    String text = template.render(chat, Data.TrainOn.ALL, false).text();
    return new Document(
        text.strip(), "conversations", conversation.language(), conversation.group());
  }
}
