package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.List;
import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Grammar;

/// A booking over several turns: what is missing is asked for, then everything is summed up; later
/// the customer may ask for it again or change it.
record Booking(Grammar grammar) implements Kind {

  @Override
  public Conversation next(Dice dice) {
    Script script = new Script(grammar, dice, "booking", Tongue.mostlyEnglish(dice));
    int count = dice.between(2, 12);
    String first = dice.pick(grammar.table("people").rows()).name();
    script
        .set(
            "name", dice.chance(50) ? first : first + " " + script.phrase(script.tongue(), "owner"))
        .set("day", dice.pick(Weekday.values()))
        .set("hour", dice.between(9, 21))
        .set("count", count)
        .set("more", count + dice.between(1, 4));
    script.set("place", script.phrase(script.tongue(), "booking/place"));
    script.system(script.say("booking/system"));

    List<String> missing = new ArrayList<>(List.of("name", "day", "hour", "count"));
    String start =
        switch (dice.below(6)) {
          case 0 -> known("start_name", missing, "name");
          case 1 -> known("start_day", missing, "day");
          case 2 -> known("start_people", missing, "count");
          default -> "start";
        };
    script.user(script.say("booking/" + start));
    while (!missing.isEmpty()) {
      String slot = missing.remove(0);
      script.assistant(script.say("booking/ask_" + slot));
      String said = script.say("booking/say_" + slot);
      if (!missing.isEmpty() && dice.chance(20)) {
        said = said + " " + script.say("booking/say_" + missing.remove(0));
      }
      script.user(said);
    }
    script.assistant(script.say("booking/done"));
    after(script);
    return script.end();
  }

  private static String known(String rule, List<String> missing, String slot) {
    missing.remove(slot);
    return rule;
  }

  private static void after(Script script) {
    Dice dice = script.dice();
    if (dice.chance(40)) {
      String slot = dice.pick("name", "day", "hour", "count");
      script.user(script.say("booking/recall_" + slot)).assistant(script.say("booking/is_" + slot));
    } else if (dice.chance(30)) {
      script
          .user(script.say("booking/change_count"))
          .assistant(script.say("booking/changed_count"));
    }
  }
}
