package luthier.pocket.talk;

import java.util.List;
import luthier.pocket.grammar.Dice;

/// What comes up besides the rules: talk that is not the firm's business, questions that nobody
/// told the answer to, wishes to speak to a person, thanks.
///
/// @param name the rules `NAME/ask` and `NAME/answer`
record Aside(String name) implements Topic {

  private static final List<String> NAMES =
      List.of("greeting_only", "offtopic", "unknown", "person", "praise", "complaint");

  /// @param first whether it opens the conversation, as only a greeting may
  static Aside of(Dice dice, boolean first) {
    return new Aside(NAMES.get(dice.between(first ? 0 : 1, NAMES.size() - 1)));
  }

  @Override
  public String word() {
    return "other";
  }

  @Override
  public List<String> outcomes() {
    return List.of();
  }

  @Override
  public String policy(Script script, Tongue tongue) {
    return "";
  }

  @Override
  public Asked ask(Script script, Tongue books) {
    return Asked.of(
        new Exchange(
            script.say("aside/" + name + "/ask"),
            script.say("aside/" + name + "/answer"),
            Exchange.OTHER,
            word()));
  }
}
