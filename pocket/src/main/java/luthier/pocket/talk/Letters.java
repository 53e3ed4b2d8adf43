package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Grammar;

/// A message with a few facts in it, and what can be drawn from it: one fact, a form, JSON. What
/// the message does not say is said to be missing.
record Letters(Grammar grammar) implements Kind {

  enum Field {
    NAME,
    ORDER,
    PRODUCT,
    CITY,
    DATE,
    AMOUNT,
    PHONE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Conversation next(Dice dice) {
    Script script = new Script(grammar, dice, "text", Tongue.mostlyEnglish(dice));
    Set<Field> present = present(dice);
    bind(script);
    String text = compose(script, present);
    script.set("text", text);
    int way = dice.below(100);
    if (way < 58) {
      single(script, present);
    } else if (way < 82) {
      form(script, present);
    } else {
      json(script, present);
    }
    return script.end();
  }

  private static Set<Field> present(Dice dice) {
    Set<Field> present = EnumSet.noneOf(Field.class);
    present.addAll(dice.pickDistinct(List.of(Field.values()), dice.between(2, 5)));
    return present;
  }

  private void bind(Script script) {
    Dice dice = script.dice();
    String first = dice.pick(grammar.table("people").rows()).name();
    String name = dice.chance(65) ? first + " " + script.phrase(script.tongue(), "owner") : first;
    script
        .set("name", name)
        .set("number", Codes.next(dice))
        .set("item", new Goods(dice.pick(grammar.table("talk-goods").rows())))
        .set("city", dice.pick(grammar.table("talk-cities").rows()).name())
        .set("date", Day.any(dice))
        .set("amount", new Money(dice.between(5, 300) * 100 + dice.pick(0, 0, 50, 90, 99, 25)))
        .set("phone", "0" + dice.between(20, 799) + " " + dice.between(10000, 9999999));
  }

  private static String compose(Script script, Set<Field> present) {
    Dice dice = script.dice();
    List<String> sentences = new ArrayList<>();
    for (Field field : present) {
      if (field != Field.NAME && field != Field.PRODUCT) {
        sentences.add(script.say("letter/" + field.word()));
      }
    }
    List<String> parts = new ArrayList<>(dice.shuffled(sentences));
    String matter =
        script.say(present.contains(Field.PRODUCT) ? "letter/matter" : "letter/matter_bare");
    parts.add(dice.chance(70) ? 0 : parts.size(), matter);
    String name =
        present.contains(Field.NAME) ? "\n" + script.phrase(script.tongue(), "letter/name") : "";
    String hello = script.say("letter/hello");
    String text = String.join(" ", parts);
    return hello.isEmpty() ? text + name : hello + "\n" + text + name;
  }

  private static void single(Script script, Set<Field> present) {
    Dice dice = script.dice();
    boolean bare = dice.chance(30);
    List<Field> fields =
        dice.pickDistinct(List.of(Field.values()), dice.chance(60) ? 1 : dice.between(2, 3));
    if (dice.chance(70)) {
      fields = dice.pickDistinct(List.copyOf(present), fields.size());
    }
    boolean first = true;
    for (Field field : fields) {
      String ask = script.say("letter/ask_" + field.word());
      String only = bare && first ? " " + script.say("letter/only") : "";
      script.set("ask", ask + only);
      script.userExactly(script.say(first ? "letter/frame" : "letter/more"));
      script.assistant(answer(script, field, present, bare));
      first = false;
    }
  }

  private static String answer(Script script, Field field, Set<Field> present, boolean bare) {
    if (!present.contains(field)) {
      return script.say("letter/no_" + field.word());
    }
    return bare ? value(script, field) : script.say("letter/is_" + field.word());
  }

  private static String value(Script script, Field field) {
    String variable =
        switch (field) {
          case NAME -> "name";
          case ORDER -> "number";
          case PRODUCT -> "item";
          case CITY -> "city";
          case DATE -> "date";
          case AMOUNT -> "amount";
          case PHONE -> "phone";
        };
    return script.value(variable);
  }

  private static void form(Script script, Set<Field> present) {
    Dice dice = script.dice();
    List<Field> fields = dice.pickDistinct(List.of(Field.values()), dice.between(2, 4));
    List<String> labels = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (Field field : fields) {
      String label = script.say("letter/label_" + field.word());
      labels.add(label);
      lines.add(label + ": " + (present.contains(field) ? value(script, field) : "-"));
    }
    script.set("labels", String.join(", ", labels));
    script.set("ask", script.say("letter/form"));
    script.userExactly(script.say("letter/frame")).assistant(String.join("\n", lines));
  }

  private static void json(Script script, Set<Field> present) {
    Dice dice = script.dice();
    List<Field> fields = dice.pickDistinct(List.of(Field.values()), dice.between(1, 3));
    List<String> keys = new ArrayList<>();
    List<String> pairs = new ArrayList<>();
    for (Field field : fields) {
      String key =
          script.say("letter/label_" + field.word()).toLowerCase(Locale.ROOT).replace(' ', '_');
      keys.add("\"" + key + "\"");
      pairs.add(
          "\""
              + key
              + "\": "
              + (present.contains(field) ? "\"" + value(script, field) + "\"" : "null"));
    }
    script.set("keys", Sentences.list(keys, script.phrase(script.tongue(), "work/and")));
    script.set("ask", script.say("letter/json"));
    script.userExactly(script.say("letter/frame")).assistant("{" + String.join(", ", pairs) + "}");
  }
}
