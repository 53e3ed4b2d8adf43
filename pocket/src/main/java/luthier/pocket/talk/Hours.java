package luthier.pocket.talk;

import java.util.List;
import luthier.pocket.grammar.Dice;

/// Opening hours: one for the working days, one for Saturday, closed on Sunday.
///
/// @param saturdayTo the same as `saturdayFrom` where it is closed
record Hours(int from, int to, int saturdayFrom, int saturdayTo) implements Topic {

  static Hours of(Dice dice) {
    int from = dice.between(7, 11);
    int to = dice.between(15, 20);
    int saturday = dice.between(8, 10);
    return new Hours(from, to, saturday, dice.chance(70) ? dice.between(12, 15) : saturday);
  }

  @Override
  public String word() {
    return "hours";
  }

  @Override
  public List<String> outcomes() {
    return List.of("open", "closed");
  }

  private boolean isOpenOnSaturday() {
    return saturdayTo > saturdayFrom;
  }

  private void bind(Script script) {
    script.set("from", from).set("to", to).set("sfrom", saturdayFrom).set("sto", saturdayTo);
  }

  @Override
  public String policy(Script script, Tongue tongue) {
    bind(script);
    return script.say(tongue, isOpenOnSaturday() ? "hours/policy" : "hours/policy_closed");
  }

  /// Whether a customer finds the door open.
  boolean isOpen(Weekday day, int hour) {
    return switch (day) {
      case SUNDAY -> false;
      case SATURDAY -> hour >= saturdayFrom && hour < saturdayTo;
      default -> hour >= from && hour < to;
    };
  }

  @Override
  public Asked ask(Script script, Tongue books) {
    bind(script);
    Dice dice = script.dice();
    Weekday day = dice.chance(30) ? Weekday.SATURDAY : dice.pick(Weekday.values());
    script.set("day", day);
    if (dice.chance(25) && day != Weekday.SUNDAY) {
      boolean saturday = day == Weekday.SATURDAY;
      if (saturday && !isOpenOnSaturday()) {
        return answer(script, "hours/ask_day", "hours/no_saturday", "closed");
      }
      script.set("opens", saturday ? saturdayFrom : from).set("closes", saturday ? saturdayTo : to);
      return answer(script, "hours/ask_when", "hours/when", "open");
    }
    int hour = dice.between(7, 21);
    int closes = day == Weekday.SATURDAY ? saturdayTo : to;
    int opens = day == Weekday.SATURDAY ? saturdayFrom : from;
    if (hour == closes) {
      hour--;
    }
    script.set("hour", hour).set("opens", opens).set("closes", closes);
    if (isOpen(day, hour)) {
      return answer(script, "hours/ask", "hours/yes", "open");
    }
    if (day == Weekday.SUNDAY) {
      return answer(script, dice.pick("hours/ask", "hours/ask_day"), "hours/no_sunday", "closed");
    }
    if (day == Weekday.SATURDAY && !isOpenOnSaturday()) {
      return answer(script, dice.pick("hours/ask", "hours/ask_day"), "hours/no_saturday", "closed");
    }
    return answer(script, "hours/ask", hour < opens ? "hours/no_early" : "hours/no_late", "closed");
  }

  private Asked answer(Script script, String ask, String rule, String outcome) {
    return Asked.of(new Exchange(script.say(ask), script.say(rule), outcome, word()));
  }
}
