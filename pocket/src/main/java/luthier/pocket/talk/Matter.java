package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Entity;
import luthier.pocket.grammar.Grammar;

/// A rule with limits, such as "Loans last 21 days", and the cases that it decides.
///
/// Its words are the rules `NAME/policy`, `record`, `told`, `ask`, `when` and one for each outcome.
/// `record_OUTCOME` and `told_OUTCOME` come before `record` and `told`. `OUTCOME_left` is used
/// where the distance to the limit is known.
///
/// @param row of `talk-matters.table`
record Matter(Entity row, List<String> outcomes, Measure measure, List<Goods> goods)
    implements Topic {

  static Matter of(Grammar grammar, Entity row, Dice dice) {
    List<Goods> goods =
        row.has("goods")
            ? grammar.table("talk-goods").where("kind", row.get("goods")).stream()
                .map(Goods::new)
                .toList()
            : List.of();
    return new Matter(row, List.of(row.get("outcomes").split(",")), measure(row, dice), goods);
  }

  private static Measure measure(Entity row, Dice dice) {
    String measure = row.get("measure");
    return switch (measure) {
      case "state" -> new States();
      case "money", "count" ->
          new AmountLimits(
              round(dice.between(number(row, "least"), number(row, "most"))),
              measure.equals("money"));
      default -> {
        List<Span> limits = new ArrayList<>();
        limits.add(span(dice, row, "least", "most", measure));
        if (row.has("measure2")) {
          limits.add(span(dice, row, "least2", "most2", row.get("measure2")));
        }
        yield new TimeLimits(List.copyOf(limits));
      }
    };
  }

  private static int number(Entity row, String column) {
    return Integer.parseInt(row.get(column));
  }

  private static Span span(Dice dice, Entity row, String least, String most, String units) {
    int count = dice.between(number(row, least), number(row, most));
    Span.Unit unit =
        Span.Unit.valueOf(units.substring(0, units.length() - 1).toUpperCase(Locale.ROOT));
    return new Span(Math.max(2, count), unit);
  }

  private static int round(int number) {
    return number > 20 ? number / 5 * 5 : number;
  }

  @Override
  public String word() {
    return row.get("topic");
  }

  @Override
  public String policy(Script script, Tongue tongue) {
    measure.bindLimits(script);
    return script.say(tongue, row.name() + "/policy");
  }

  @Override
  public Asked ask(Script script, Tongue books) {
    return new MatterFlow(this, script, books).run();
  }
}
