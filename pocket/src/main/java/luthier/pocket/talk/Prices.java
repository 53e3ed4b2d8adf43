package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Entity;
import luthier.pocket.grammar.Grammar;

/// A price list, and what some of it costs.
record Prices(List<Priced> list) implements Topic {

  /// @param row of `talk-prices.table`
  record Priced(Entity row, Money price) implements Value {

    @Override
    public Entity in(Tongue tongue) {
      Map<String, String> words = new HashMap<>();
      words.put("name", row.get(tongue.code()));
      words.put("many", row.get(tongue.code() + "s"));
      words.put("price", price.text(tongue));
      return new Entity(words);
    }
  }

  static Prices of(Grammar grammar, String branch, Dice dice) {
    List<Entity> rows = grammar.table("talk-prices").where("branch", branch);
    List<Priced> list = new ArrayList<>();
    for (Entity row : dice.pickDistinct(rows, dice.between(2, 4))) {
      int euros =
          dice.between(Integer.parseInt(row.get("least")), Integer.parseInt(row.get("most")));
      int cents = euros < 10 && dice.chance(50) ? 50 : 0;
      list.add(new Priced(row, new Money(euros * 100 + cents)));
    }
    return new Prices(List.copyOf(list));
  }

  @Override
  public String word() {
    return "prices";
  }

  @Override
  public List<String> outcomes() {
    return List.of("price");
  }

  @Override
  public String policy(Script script, Tongue tongue) {
    return Sentences.capitalised(
            String.join(
                ", ",
                list.stream()
                    .map(each -> each.row.get(tongue.code()) + " " + each.price.text(tongue))
                    .toList()))
        + ".";
  }

  @Override
  public Asked ask(Script script, Tongue books) {
    Dice dice = script.dice();
    Priced one = dice.pick(list);
    script.set("what", one).set("price", one.price);
    if (dice.chance(45)) {
      return asked(script, "prices/ask_one", "prices/one");
    }
    if (dice.chance(60)) {
      int count = dice.between(2, 5);
      script.set("count", count).set("total", new Money(one.price.cents() * count));
      return asked(script, "prices/ask_many", "prices/many");
    }
    List<Priced> two = dice.pickDistinct(list, 2);
    script
        .set("what", two.get(0))
        .set("more", two.get(1))
        .set("total", new Money(two.get(0).price.cents() + two.get(1).price.cents()));
    return asked(script, "prices/ask_two", "prices/two");
  }

  private Asked asked(Script script, String ask, String answer) {
    return Asked.of(new Exchange(script.say(ask), script.say(answer), "price", word()));
  }
}
