package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.List;
import luthier.pocket.grammar.Dice;

/// How a case comes up: the books know it, the customer tells it, or it must be asked for.
final class MatterFlow {

  private final Matter matter;
  private final Script script;
  private final Tongue books;
  private final Dice dice;
  private final String name;
  private final String branch;

  MatterFlow(Matter matter, Script script, Tongue books) {
    this.matter = matter;
    this.script = script;
    this.books = books;
    this.dice = script.dice();
    this.name = matter.row().name();
    this.branch = matter.row().get("branch");
  }

  Asked run() {
    matter.measure().bindLimits(script);
    if (!matter.goods().isEmpty()) {
      script.set("item", dice.pick(matter.goods()));
    }
    int outcome = dice.below(matter.outcomes().size());
    String word = matter.outcomes().get(outcome);
    boolean hasRecord = script.canSay(books, record(books, word));
    boolean hasTold = script.canSay(script.tongue(), told(word));
    if (hasRecord && (!hasTold || dice.chance(50))) {
      return fromBooks(outcome, word);
    }
    return told(outcome, word);
  }

  private Asked told(int outcome, String word) {
    boolean left = matter.measure().bindFact(script, outcome);
    String ask = script.say(name + "/ask");
    String told = script.say(told(word));
    String answer = decision(word, left);
    if (script.canSay(script.tongue(), name + "/when") && dice.chance(16)) {
      return new Asked(
          List.of(),
          List.of(
              new Exchange(ask, script.say(name + "/when"), Exchange.ASK, matter.word()),
              new Exchange(told, answer, word, matter.word())));
    }
    String user = dice.chance(60) ? told + " " + ask : ask + " " + told;
    return Asked.of(new Exchange(user, answer, word, matter.word()));
  }

  private Asked fromBooks(int outcome, String word) {
    String number = Codes.next(dice);
    List<String> records = new ArrayList<>();
    if (dice.chance(35)) {
      int other = dice.below(matter.outcomes().size());
      matter.measure().bindFact(script, other);
      records.add(line(Codes.next(dice), matter.outcomes().get(other)));
    }
    boolean left = matter.measure().bindFact(script, outcome);
    records.add(line(number, word));
    script.set("number", number);
    String ask = script.say(name + "/ask");
    String answer = decision(word, left);
    if (dice.chance(78)) {
      String with = script.say(branch + "/number");
      String user = dice.chance(65) ? ask + " " + with : with + " " + ask;
      return new Asked(
          dice.shuffled(records), List.of(new Exchange(user, answer, word, matter.word())));
    }
    return new Asked(
        dice.shuffled(records),
        List.of(
            new Exchange(ask, script.say(branch + "/missing"), Exchange.ASK, matter.word()),
            new Exchange(script.say(branch + "/here"), answer, word, matter.word())));
  }

  private String line(String number, String word) {
    return script.say(books, branch + "/key")
        + " "
        + number
        + ": "
        + script.phrase(books, record(books, word))
        + ".";
  }

  private String decision(String word, boolean left) {
    String near = name + "/" + word + "_left";
    return left && script.canSay(script.tongue(), near) && dice.chance(50)
        ? script.say(near)
        : script.say(name + "/" + word);
  }

  private String record(Tongue tongue, String word) {
    return special(tongue, "record", word);
  }

  private String told(String word) {
    return special(script.tongue(), "told", word);
  }

  private String special(Tongue tongue, String rule, String word) {
    String special = name + "/" + rule + "_" + word;
    return script.canSay(tongue, special) ? special : name + "/" + rule;
  }
}
