package luthier.pocket.document;

import java.util.List;

/// One conversation of the chat corpus.
///
/// @param turns at least a user's turn and the assistant's answer; a system turn may come first
/// @param source the generator that it comes from
/// @param language two-letter code of the user's language
public record Conversation(List<Turn> turns, String source, String language) {

  public Conversation {
    turns = List.copyOf(turns);
    if (turns.size() < 2) {
      throw new IllegalArgumentException(
          "a conversation needs a question and an answer, found " + turns);
    }
  }

  /// The first thing the user says: conversations that begin alike are held out together.
  public String group() {
    for (Turn turn : turns) {
      if (turn.role().equals("user")) {
        return turn.content();
      }
    }
    throw new IllegalStateException("a conversation without a user's turn: " + turns);
  }
}
