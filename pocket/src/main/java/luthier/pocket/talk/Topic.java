package luthier.pocket.talk;

import java.util.List;

/// Something that a firm's customers ask about, with the firm's rule for it. Its numbers are drawn
/// when it is made.
sealed interface Topic permits Matter, Hours, Prices, Lookup, Aside {

  /// One English word for it.
  String word();

  /// Words of what can be decided, without `ask`.
  List<String> outcomes();

  /// The rule as the system prompt says it; empty where there is none.
  String policy(Script script, Tongue tongue);

  /// @param books the language of the system prompt
  Asked ask(Script script, Tongue books);
}
