package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Entity;
import luthier.pocket.grammar.Grammar;

/// Pairs of questions and answers that are only rules: courtesies or short pieces of writing.
///
/// @param prefix `small` or `write`; the rules are `PREFIX/NUMBER/ask` and `PREFIX/NUMBER/answer`
record SmallTalk(Grammar grammar, String prefix) implements Kind {

  @Override
  public Conversation next(Dice dice) {
    Script script = new Script(grammar, dice, prefix, Tongue.mostlyEnglish(dice));
    List<Integer> numbers = new ArrayList<>();
    for (int i = 1; script.canSay(script.tongue(), prefix + "/" + i + "/ask"); i++) {
      numbers.add(i);
    }
    int rounds = dice.chance(70) ? 1 : 2;
    for (int number : dice.pickDistinct(numbers, rounds)) {
      bind(script);
      script
          .user(script.say(prefix + "/" + number + "/ask"))
          .assistant(script.say(prefix + "/" + number + "/answer"));
    }
    return script.end();
  }

  private void bind(Script script) {
    Dice dice = script.dice();
    script
        .set("person", dice.pick(grammar.table("people").rows()).name())
        .set("x", Facts.noun(dice.pick(grammar.table("animals").rows())))
        .set("item", new Goods(dice.pick(grammar.table("talk-goods").rows())))
        .set("day", dice.pick(Weekday.values()))
        .set("city", dice.pick(grammar.table("talk-cities").rows()).name())
        .set(
            "land",
            land(
                dice.pick(
                    grammar
                        .table("countries")
                        .having("de", "es", "fr", "capital_de", "capital_es", "capital_fr"))));
  }

  /// A country by its name in the language; `of` is the French "de la France".
  static Value land(Entity row) {
    return tongue -> {
      if (tongue == Tongue.EN) {
        return new Entity(
            Map.of("name", row.name(), "capital", row.get("capital"), "of", "of " + row.name()));
      }
      String name = row.get(tongue.code());
      String of = ("de " + name).replaceFirst("^de le ", "du ").replaceFirst("^de les ", "des ");
      return new Entity(
          Map.of("name", name, "capital", row.get("capital_" + tongue.code()), "of", of));
    };
  }
}
