package luthier.pocket.talk;

import java.util.Map;
import java.util.Set;
import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.English;
import luthier.pocket.grammar.Entity;
import luthier.pocket.grammar.Grammar;

/// Opposites, plurals, the alphabet, translations of words and phrases, commands of the shell.
record Words(Grammar grammar) implements Kind {

  private static final Set<String> NO_PLURAL = Set.of("soap", "scissors", "fish");

  @Override
  public Conversation next(Dice dice) {
    Script script = new Script(grammar, dice, "words", Tongue.EN);
    int rounds = dice.chance(75) ? 1 : 2;
    for (int i = 0; i < rounds; i++) {
      switch (dice.below(12)) {
        case 0, 1 -> opposite(script);
        case 2 -> plural(script);
        case 3 -> letter(script);
        case 4, 5, 6, 7 -> translation(script);
        default -> command(script);
      }
    }
    return script.end();
  }

  private static void say(Script script, String ask, String answer) {
    script.user(script.phrase(Tongue.EN, "word/" + ask)).assistant(script.say("word/" + answer));
  }

  private void opposite(Script script) {
    Entity row = script.dice().pick(grammar.table("talk-opposites").rows());
    boolean back = script.dice().chance(40) && !row.get("b").equals("light");
    script.set("x", row.get(back ? "b" : "a")).set("y", row.get(back ? "a" : "b"));
    if (script.value("x").equals("light")) {
      script.set("y", "dark");
    }
    say(script, "opposite", "opposite_is");
  }

  private void plural(Script script) {
    String noun =
        script
            .dice()
            .pick(grammar.table(script.dice().pick("animals", "things", "foods", "jobs")).rows())
            .name();
    if (NO_PLURAL.contains(noun)) {
      noun = "child";
    }
    script.set("x", noun).set("y", English.plural(noun));
    say(script, "plural", "plural_is");
  }

  private static void letter(Script script) {
    char letter = (char) ('A' + script.dice().below(25));
    boolean after = script.dice().chance(60);
    script
        .set("x", String.valueOf(letter))
        .set("y", String.valueOf((char) (letter + 1)))
        .set("z", String.valueOf((char) (after ? letter + 1 : letter)));
    say(script, after ? "letter_after" : "letter_before", "letter_is");
  }

  private void translation(Script script) {
    Dice dice = script.dice();
    String code = Tongue.foreign(dice).code();
    String english;
    String foreign;
    if (dice.chance(45)) {
      Entity row = dice.pick(grammar.table("talk-phrases").rows());
      english = row.get("en");
      foreign = row.get(code);
    } else {
      Entity row =
          dice.pick(grammar.table(dice.pick("things", "animals", "foods", "jobs")).having(code));
      english = "the " + row.name();
      foreign = row.get(code);
    }
    script
        .set("x", english)
        .set("y", foreign)
        .set("language", script.phrase(Tongue.EN, "word/" + code));
    boolean from = dice.chance(35);
    script
        .userExactly(script.phrase(Tongue.EN, from ? "word/to_english" : "word/translate"))
        .assistant(script.phrase(Tongue.EN, from ? "word/to_english_is" : "word/translate_is"));
  }

  private void command(Script script) {
    Entity row = script.dice().pick(grammar.table("talk-commands").rows());
    Map<String, String> words = row.words();
    Entity entity = new Entity(words);
    script.set("x", _ -> entity);
    String rule = script.dice().pick("command", "command", "command_guess", "command_example");
    script
        .userExactly(Sentences.capitalised(script.phrase(Tongue.EN, "word/" + rule)))
        .assistant(script.phrase(Tongue.EN, "word/" + rule + "_is"));
  }
}
