package luthier.pocket.talk;

import java.util.Set;
import luthier.pocket.grammar.Dice;

/// A form of the whole reply: a signature, a fixed start or end, one word only, JSON.
///
/// @param before text put before the answer
/// @param after text put after it
record Manner(String instruction, Shape shape, String before, String after) implements ReplyForm {

  enum Shape {
    AROUND,
    ONE_WORD,
    JSON
  }

  private static final Set<String> CLEAR = Set.of("yes", "no");

  static Manner of(Script script, Topic asked, Tongue books) {
    Dice dice = script.dice();
    int way =
        dice.below(
            asked.outcomes().stream().allMatch(CLEAR::contains) && !asked.outcomes().isEmpty()
                ? 8
                : 6);
    String clerk = dice.pick(script.grammar().table("people").rows()).name();
    script.set("clerk", clerk);
    return switch (way) {
      case 0, 1 -> {
        String text = dice.pick("", "", "- ", "– ", "~ ", "/") + clerk;
        script.set("sign", text);
        yield new Manner(script.say(books, "manner/sign"), Shape.AROUND, "", "\n" + text);
      }
      case 2 -> {
        String phrase = script.say("manner/end_phrase");
        script.set("phrase", phrase);
        yield new Manner(script.say(books, "manner/end"), Shape.AROUND, "", " " + phrase);
      }
      case 3 -> {
        String phrase = script.say("manner/start_phrase");
        script.set("phrase", phrase);
        yield new Manner(
            script.say(books, "manner/start"),
            Shape.AROUND,
            phrase + (dice.chance(50) ? " " : "\n"),
            "");
      }
      case 4 -> {
        String mark = dice.pick("*", ">>", "->", "§", "A:", "~", "+", "::", "##", "=>");
        script.set("mark", mark);
        yield new Manner(script.say(books, "manner/mark"), Shape.AROUND, mark + " ", "");
      }
      case 5 -> {
        String key = dice.pick("reply", "text", "message", "say", "response");
        script.set("key", key);
        yield new Manner(
            script.say(books, "manner/json"), Shape.JSON, "{\"" + key + "\": \"", "\"}");
      }
      default ->
          new Manner(
              script.say(books, "manner/one_word"),
              Shape.ONE_WORD,
              script.say("manner/yes"),
              script.say("manner/no"));
    };
  }

  @Override
  public String apply(String answer, Exchange exchange, boolean rude) {
    return switch (shape) {
      case AROUND -> before + answer + after;
      case JSON -> before + answer.replace("\"", "\\\"").replace("\n", " ") + after;
      case ONE_WORD ->
          switch (exchange.outcome()) {
            case "yes" -> before;
            case "no" -> after;
            default -> answer;
          };
    };
  }
}
