package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.List;
import luthier.pocket.grammar.Dice;

/// Limits of time, ascending. A fact in another unit than its limit keeps a tenth away from it,
/// because months differ in length.
record TimeLimits(List<Span> limits) implements Measure {

  private static final int[] MOST = {90, 60, 45, 11, 23, 15};

  @Override
  public void bindLimits(Script script) {
    script.set("n", limits.get(0));
    script.set("m", limits.get(limits.size() - 1));
  }

  @Override
  public boolean bindFact(Script script, int outcome) {
    Span fact = fact(script.dice(), outcome);
    script.set("k", script.dice().chance(20) ? fact.withWords() : fact);
    Span limit = limits.get(Math.min(outcome, limits.size() - 1));
    if (fact.unit() != limit.unit()) {
      return false;
    }
    script.set("left", new Span(Math.abs(limit.count() - fact.count()), limit.unit()));
    return true;
  }

  /// @return a span that lies in the outcome
  Span fact(Dice dice, int outcome) {
    for (int attempt = 0; attempt < 200; attempt++) {
      List<Span.Unit> units = units(dice);
      Span.Unit unit = dice.pick(units);
      long least = outcome == 0 ? 1 : limits.get(outcome - 1).minutes();
      long most = outcome == limits.size() ? least * 4 : limits.get(outcome).minutes();
      int first = (int) Math.max(1, least / unit.minutes);
      int last = (int) Math.min(MOST[unit.ordinal()], most / unit.minutes);
      if (first <= last) {
        Span span = new Span(dice.between(first, last), unit);
        if (outcomeOf(span) == outcome) {
          return span;
        }
      }
    }
    throw new IllegalStateException("no span found for outcome " + outcome + " of " + limits);
  }

  private List<Span.Unit> units(Dice dice) {
    List<Span.Unit> units = new ArrayList<>();
    for (Span limit : limits) {
      units.add(limit.unit());
      units.add(limit.unit());
    }
    if (limits.get(0).unit().ordinal() >= Span.Unit.DAY.ordinal()) {
      units.addAll(List.of(Span.Unit.DAY, Span.Unit.WEEK, Span.Unit.MONTH));
      if (dice.chance(50)) {
        units.add(Span.Unit.YEAR);
      }
    } else {
      units.addAll(List.of(Span.Unit.MINUTE, Span.Unit.HOUR));
    }
    return units;
  }

  /// @return the outcome of the fact; -1 where it is too near a limit to tell
  int outcomeOf(Span fact) {
    int outcome = 0;
    for (Span limit : limits) {
      boolean same = limit.unit() == fact.unit();
      double near = same ? 0 : limit.minutes() * 0.1;
      if (Math.abs(fact.minutes() - limit.minutes()) <= near) {
        return -1;
      }
      if (fact.minutes() > limit.minutes()) {
        outcome++;
      }
    }
    return outcome;
  }
}
