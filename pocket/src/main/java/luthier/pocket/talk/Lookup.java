package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.List;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Entity;
import luthier.pocket.grammar.Grammar;

/// A list of records in the system prompt, one of which answers the question.
///
/// Its words are the rules `NAME/record`, `ask`, `answer`; those of the branch name the number.
///
/// @param row of `talk-lookups.table`
record Lookup(Entity row, Grammar grammar) implements Topic {

  @Override
  public String word() {
    return row.get("topic");
  }

  @Override
  public List<String> outcomes() {
    return List.of("found", "unknown");
  }

  @Override
  public String policy(Script script, Tongue tongue) {
    return "";
  }

  @Override
  public Asked ask(Script script, Tongue books) {
    Dice dice = script.dice();
    int count = dice.between(1, 4);
    int asked = dice.below(count);
    String branch = row.get("branch");
    List<String> records = new ArrayList<>();
    String answer = "";
    String number = "";
    for (int i = 0; i < count; i++) {
      String each = Codes.next(dice);
      bind(script);
      script.set("number", each);
      records.add(
          script.say(books, branch + "/key")
              + " "
              + each
              + ": "
              + script.phrase(books, row.name() + "/record")
              + ".");
      if (i == asked) {
        answer = script.say(row.name() + "/answer");
        number = each;
      }
    }
    script.set("number", number);
    String ask = script.say(row.name() + "/ask");
    int way = dice.below(10);
    if (way < 7) {
      return new Asked(
          records, List.of(new Exchange(with(script, ask, branch), answer, "found", word())));
    }
    if (way < 8) {
      script.set("number", Codes.next(dice));
      return new Asked(
          records,
          List.of(
              new Exchange(
                  with(script, ask, branch), script.say("lookup/unknown"), "unknown", word())));
    }
    return new Asked(
        records,
        List.of(
            new Exchange(ask, script.say(branch + "/missing"), Exchange.ASK, word()),
            new Exchange(script.say(branch + "/here"), answer, "found", word())));
  }

  private static String with(Script script, String ask, String branch) {
    String number = script.say(branch + "/number");
    return script.dice().chance(60) ? ask + " " + number : number + " " + ask;
  }

  private void bind(Script script) {
    Dice dice = script.dice();
    script
        .set("day", dice.pick(Weekday.values()))
        .set("date", Day.any(dice))
        .set("hour", dice.between(8, 20))
        .set("count", dice.between(2, 9))
        .set("room", dice.between(101, 420))
        .set("price", Money.euros(dice.between(5, 200)))
        .set("person", dice.pick(grammar.table("people").rows()).name())
        .set("city", dice.pick(grammar.table("talk-cities").rows()).name());
    if (row.has("goods")) {
      script.set(
          "item",
          new Goods(dice.pick(grammar.table("talk-goods").where("kind", row.get("goods")))));
    }
  }
}
