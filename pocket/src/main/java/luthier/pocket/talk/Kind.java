package luthier.pocket.talk;

import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;

/// One kind of conversation.
@FunctionalInterface
interface Kind {

  /// @return a conversation that follows from the dice alone
  Conversation next(Dice dice);
}
