package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Grammar;

/// Lengths of time, limits, dates, days of the week and the clock.
record Times(Grammar grammar) implements Kind {

  @Override
  public Conversation next(Dice dice) {
    Script script = new Script(grammar, dice, "time", Tongue.mostlyEnglish(dice));
    int rounds = dice.chance(72) ? 1 : dice.between(2, 3);
    for (int i = 0; i < rounds; i++) {
      switch (dice.below(16)) {
        case 0, 1, 2 -> compare(script);
        case 3, 4, 5, 6 -> limit(script);
        case 7, 8, 9 -> steps(script);
        case 10 -> convert(script);
        case 11 -> later(script);
        case 12 -> earlier(script);
        case 13 -> weekday(script);
        case 14 -> clock(script);
        default -> month(script);
      }
    }
    return script.end();
  }

  /// A span of an everyday size.
  static Span span(Dice dice) {
    Span.Unit unit = dice.pick(Span.Unit.values());
    int most =
        switch (unit) {
          case MINUTE, DAY -> 90;
          case HOUR -> 48;
          case WEEK -> 12;
          case MONTH -> 30;
          case YEAR -> 6;
        };
    return new Span(dice.between(1, most), unit, dice.chance(25));
  }

  /// Two spans of which it is clear which is longer: a tenth apart at least, or of the same unit.
  private static Span unlike(Dice dice, Span span) {
    for (int attempt = 0; attempt < 300; attempt++) {
      Span other = span(dice);
      double ratio = (double) other.minutes() / span.minutes();
      boolean clear =
          other.unit() == span.unit() ? other.count() != span.count() : ratio < 0.9 || ratio > 1.1;
      if (clear && ratio > 0.01 && ratio < 100) {
        return other;
      }
    }
    return new Span(span.count() + 1, span.unit());
  }

  private static void compare(Script script) {
    Dice dice = script.dice();
    Span x = span(dice);
    Span y = unlike(dice, x);
    boolean longer = x.minutes() > y.minutes();
    script.set("x", x).set("y", y).set("long", longer ? x : y).set("short", longer ? y : x);
    switch (dice.below(3)) {
      case 0 ->
          script
              .user(script.say("time/longer"))
              .assistant(script.say(longer ? "time/longer_yes" : "time/longer_no"));
      case 1 ->
          script
              .user(script.say("time/shorter"))
              .assistant(script.say(longer ? "time/shorter_no" : "time/shorter_yes"));
      default -> script.user(script.say("time/which")).assistant(script.say("time/which_is"));
    }
  }

  /// A limit and something that happened some time ago.
  private static void limit(Script script) {
    Dice dice = script.dice();
    Span limit =
        dice.chance(60)
            ? new Span(dice.pick(7, 10, 14, 20, 21, 28, 30, 30, 45, 60, 90, 100), Span.Unit.DAY)
            : new Span(
                dice.between(1, 12),
                dice.pick(Span.Unit.WEEK, Span.Unit.MONTH, Span.Unit.YEAR, Span.Unit.HOUR));
    if (limit.unit() == Span.Unit.YEAR && limit.count() > 5) {
      limit = new Span(2, Span.Unit.YEAR);
    }
    TimeLimits limits = new TimeLimits(List.of(limit));
    int outcome = dice.below(2);
    Span fact =
        limit.unit() == Span.Unit.DAY || limit.count() > 1
            ? limits.fact(dice, outcome)
            : unlike(dice, limit);
    outcome = fact.minutes() > limit.minutes() ? 1 : 0;
    script.set("n", limit).set("k", dice.chance(25) ? fact.withWords() : fact);
    script
        .user(script.say("time/limit"))
        .assistant(script.say(outcome == 0 ? "time/limit_yes" : "time/limit_no"));
  }

  /// Three steps with two limits.
  private static void steps(Script script) {
    Dice dice = script.dice();
    Span first = new Span(dice.pick(7, 10, 14, 20, 21, 30, 30, 45), Span.Unit.DAY);
    Span second =
        dice.chance(60)
            ? new Span(dice.between(1, 5), Span.Unit.YEAR)
            : new Span(dice.between(4, 24), Span.Unit.MONTH);
    int outcome = dice.below(3);
    Span fact = new TimeLimits(List.of(first, second)).fact(dice, outcome);
    List<String> words =
        dice.pickDistinct(
            List.of(
                "A", "B", "C", "red", "green", "blue", "one", "two", "three", "sun", "moon", "star",
                "north", "south", "west"),
            3);
    script
        .set("n", first)
        .set("m", second)
        .set("k", dice.chance(25) ? fact.withWords() : fact)
        .set("p", words.get(0))
        .set("q", words.get(1))
        .set("r", words.get(2))
        .set("word", words.get(outcome));
    script.user(script.say("time/steps")).assistant(script.say("time/steps_" + outcome));
  }

  private static void convert(Script script) {
    Dice dice = script.dice();
    Span.Unit big =
        dice.pick(Span.Unit.WEEK, Span.Unit.WEEK, Span.Unit.DAY, Span.Unit.HOUR, Span.Unit.YEAR);
    Span.Unit small =
        switch (big) {
          case WEEK -> Span.Unit.DAY;
          case DAY -> Span.Unit.HOUR;
          case HOUR -> Span.Unit.MINUTE;
          default -> Span.Unit.MONTH;
        };
    int factor = big == Span.Unit.YEAR ? 12 : big.minutes / small.minutes;
    int count = dice.between(1, big == Span.Unit.WEEK ? 12 : 5);
    Span x = new Span(count, big, dice.chance(25));
    Span y = new Span(count * factor, small);
    script
        .set("x", x)
        .set("y", y)
        .set("units", small.many(script.tongue()))
        .set("bigs", big.many(script.tongue()));
    boolean back = dice.chance(30) && count > 1;
    script
        .user(script.say(back ? "time/convert_back" : "time/convert"))
        .assistant(script.say(back ? "time/convert_back_is" : "time/convert_is"));
  }

  private static void later(Script script) {
    Dice dice = script.dice();
    Day day = Day.any(dice);
    int count = dice.between(1, 20);
    script.set("x", day).set("n", Span.days(count)).set("y", day.plus(count));
    script.user(script.say("time/later")).assistant(script.say("time/later_is"));
  }

  private static void earlier(Script script) {
    Dice dice = script.dice();
    List<Day> days = new ArrayList<>(List.of(Day.any(dice), Day.any(dice)));
    if (days.get(0).equals(days.get(1))) {
      days.set(1, days.get(0).plus(3));
    }
    script.set("x", days.get(0)).set("y", days.get(1));
    days.sort(Comparator.naturalOrder());
    script.set("early", days.get(0)).set("late", days.get(1));
    script.user(script.say("time/earlier")).assistant(script.say("time/earlier_is"));
  }

  private static void weekday(Script script) {
    Dice dice = script.dice();
    Weekday day = dice.pick(Weekday.values());
    int count = dice.between(1, 6);
    boolean forward = dice.chance(70);
    Weekday[] all = Weekday.values();
    Weekday then = all[Math.floorMod(day.ordinal() + (forward ? count : -count), 7)];
    script.set("x", day).set("n", Span.days(count)).set("y", then);
    if (count == 1) {
      script.user(script.say(forward ? "time/next_day" : "time/previous_day"));
    } else {
      script.user(script.say(forward ? "time/in_days" : "time/days_ago"));
    }
    script.assistant(script.say("time/day_is"));
  }

  private static void clock(Script script) {
    Dice dice = script.dice();
    int start = dice.between(6, 20) * 60 + dice.between(0, 11) * 5;
    int length = dice.between(1, 18) * 5;
    script
        .set("x", hour(start))
        .set("n", new Span(length, Span.Unit.MINUTE))
        .set("y", hour(start + length));
    if (dice.chance(60)) {
      script.user(script.say("time/clock")).assistant(script.say("time/clock_is"));
    } else {
      script.user(script.say("time/between")).assistant(script.say("time/between_is"));
    }
  }

  private static String hour(int minutes) {
    return minutes / 60 + ":" + (minutes % 60 < 10 ? "0" : "") + minutes % 60;
  }

  private static void month(Script script) {
    Dice dice = script.dice();
    int month = dice.between(1, 12);
    Tongue tongue = script.tongue();
    script
        .set("x", Day.month(month, tongue))
        .set("y", Day.month(month % 12 + 1, tongue))
        .set("n", Day.length(month))
        .set("number", month);
    String rule =
        dice.pick(
            "month_after",
            "month_before",
            "month_number",
            month == 2 ? "month_after" : "month_days");
    script.user(script.say("time/" + rule)).assistant(script.say("time/" + rule + "_is"));
  }
}
