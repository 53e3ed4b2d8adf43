package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Entity;
import luthier.pocket.grammar.Grammar;

/// Arithmetic up to about a hundred, comparing, counting and ordering.
record Sums(Grammar grammar) implements Kind {

  @Override
  public Conversation next(Dice dice) {
    Script script = new Script(grammar, dice, "sum", Tongue.mostlyEnglish(dice));
    int rounds = dice.chance(75) ? 1 : dice.between(2, 3);
    for (int i = 0; i < rounds; i++) {
      switch (dice.below(13)) {
        case 0, 1, 2 -> operation(script);
        case 3, 4 -> compare(script);
        case 5 -> extreme(script);
        case 6 -> order(script);
        case 7, 8 -> countItems(script);
        case 9 -> evenOrOdd(script);
        case 10 -> sequence(script);
        default -> story(script);
      }
    }
    return script.end();
  }

  private static Value number(int number, boolean words) {
    return tongue ->
        new Entity(
            java.util.Map.of(
                "name", words ? Numerals.words(number, tongue) : Integer.toString(number)));
  }

  private static void said(Script script, String rule) {
    script.user(script.say("sum/" + rule)).assistant(script.say("sum/" + rule + "_is"));
  }

  private static void operation(Script script) {
    Dice dice = script.dice();
    boolean words = dice.chance(15);
    int a;
    int b;
    int result;
    String rule = dice.pick("plus", "plus", "minus", "minus", "times", "half", "divide", "double");
    switch (rule) {
      case "plus" -> {
        a = dice.between(1, 60);
        b = dice.between(1, 40);
        result = a + b;
      }
      case "minus" -> {
        a = dice.between(3, 100);
        b = dice.between(1, a);
        result = a - b;
      }
      case "times" -> {
        a = dice.between(2, 10);
        b = dice.between(2, 10);
        result = a * b;
      }
      case "divide" -> {
        b = dice.between(2, 10);
        result = dice.between(2, 10);
        a = b * result;
      }
      case "half" -> {
        result = dice.between(1, 50);
        a = result * 2;
        b = 2;
      }
      default -> {
        a = dice.between(1, 50);
        b = 2;
        result = a * 2;
      }
    }
    script.set("a", number(a, words)).set("b", number(b, words)).set("c", number(result, words));
    said(script, rule);
  }

  private static void compare(Script script) {
    Dice dice = script.dice();
    int a = dice.between(1, 100);
    int b = dice.between(1, 100);
    if (a == b) {
      b++;
    }
    boolean words = dice.chance(20);
    script.set("a", number(a, words)).set("b", number(b, words));
    boolean more = dice.chance(50);
    script.user(script.say(more ? "sum/more" : "sum/less"));
    String yes = (a > b) == more ? "yes" : "no";
    script.assistant(script.say("sum/" + (a > b ? "is_more_" : "is_less_") + yes));
  }

  private static List<Integer> numbers(Dice dice, int count) {
    List<Integer> all = new ArrayList<>();
    for (int i = 1; i <= 99; i++) {
      all.add(i);
    }
    return dice.pickDistinct(all, count);
  }

  private static String joined(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static void extreme(Script script) {
    Dice dice = script.dice();
    List<Integer> numbers = numbers(dice, dice.between(3, 5));
    boolean big = dice.chance(50);
    script
        .set("list", joined(numbers))
        .set("c", big ? Collections.max(numbers) : Collections.min(numbers));
    said(script, big ? "biggest" : "smallest");
  }

  private static void order(Script script) {
    Dice dice = script.dice();
    List<Integer> numbers = numbers(dice, dice.between(3, 5));
    boolean up = dice.chance(60);
    List<Integer> sorted = new ArrayList<>(numbers);
    sorted.sort(up ? Comparator.naturalOrder() : Comparator.reverseOrder());
    script.set("list", joined(numbers));
    script.user(script.say(up ? "sum/ascending" : "sum/descending")).assistant(joined(sorted));
  }

  private void countItems(Script script) {
    Dice dice = script.dice();
    int count = dice.between(2, 6);
    List<String> items =
        script.tongue() == Tongue.EN
            ? dice
                .pickDistinct(grammar.table(dice.pick("animals", "foods", "things")).rows(), count)
                .stream()
                .map(Entity::name)
                .toList()
            : dice
                .pickDistinct(grammar.table(dice.pick("people", "talk-cities")).rows(), count)
                .stream()
                .map(Entity::name)
                .toList();
    script.set("list", String.join(", ", items)).set("c", number(count, dice.chance(40)));
    said(script, "count");
  }

  private static void evenOrOdd(Script script) {
    int a = script.dice().between(1, 100);
    script.set("a", a);
    script
        .user(script.say("sum/even"))
        .assistant(script.say(a % 2 == 0 ? "sum/even_is" : "sum/odd_is"));
  }

  private static void sequence(Script script) {
    Dice dice = script.dice();
    int step = dice.pick(1, 2, 2, 3, 4, 5, 5, 10, -1, -2);
    int start = step < 0 ? dice.between(20, 40) : dice.between(1, 20);
    List<Integer> shown = List.of(start, start + step, start + 2 * step, start + 3 * step);
    script.set("list", joined(shown)).set("c", start + 4 * step).set("step", Math.abs(step));
    script
        .user(script.say("sum/next"))
        .assistant(script.say(step > 0 ? "sum/next_is" : "sum/next_down"));
  }

  private void story(Script script) {
    Dice dice = script.dice();
    List<Entity> people = dice.pickDistinct(grammar.table("people").rows(), 2);
    int a = dice.between(3, 40);
    int b = dice.between(1, a - 1);
    int each = dice.between(2, 9);
    int many = dice.between(2, 8);
    script
        .set("person", Reading.person(people.get(0)))
        .set("other", Reading.person(people.get(1)))
        .set("a", a)
        .set("b", b)
        .set("sum", a + b)
        .set("rest", a - b)
        .set("each", each)
        .set("many", many)
        .set("total", each * many)
        .set("things", script.phrase(script.tongue(), "sum/things"));
    String rule = dice.pick("gets", "gives", "each");
    said(script, "story_" + rule);
  }
}
