package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.English;
import luthier.pocket.grammar.Entity;
import luthier.pocket.grammar.Grammar;

/// A short text with one to three questions that it answers.
record Reading(Grammar grammar) implements Kind {

  @Override
  public Conversation next(Dice dice) {
    Script script = new Script(grammar, dice, "reading", Tongue.mostlyEnglish(dice));
    Tongue tongue = script.tongue();
    bind(script);
    List<String> scenes = new ArrayList<>();
    for (int i = 1; script.canSay(tongue, "scene" + i + "/text"); i++) {
      scenes.add("scene" + i);
    }
    String scene = dice.pick(scenes);
    script.set("text", script.say(scene + "/text"));
    List<Integer> questions = new ArrayList<>();
    for (int i = 1; script.canSay(tongue, scene + "/q" + i); i++) {
      questions.add(i);
    }
    boolean first = true;
    for (int question : dice.pickDistinct(questions, dice.chance(60) ? 1 : dice.between(2, 3))) {
      String ask = script.say(scene + "/q" + question);
      script.set("ask", ask);
      script.userExactly(first ? script.say("reading/frame") : ask);
      script.assistant(script.say(scene + "/a" + question));
      first = false;
    }
    return script.end();
  }

  private void bind(Script script) {
    Dice dice = script.dice();
    List<Entity> people = dice.pickDistinct(grammar.table("people").rows(), 2);
    int a = dice.between(2, 9);
    int b = dice.between(2, 9);
    int c = dice.between(6, 80);
    int d = dice.between(6, 80);
    if (c == d) {
      d++;
    }
    script
        .set("person", person(people.get(0)))
        .set("other", person(people.get(1)))
        .set("a", a)
        .set("b", b)
        .set("sum", a + b)
        .set("c", c)
        .set("d", d)
        .set("older", people.get(c > d ? 1 : 0).name())
        .set("day", dice.pick(Weekday.values()))
        .set("hour", dice.between(7, 21))
        .set("price", Money.euros(dice.between(2, 30)))
        .set("city", dice.pick(grammar.table("talk-cities").rows()).name())
        .set("thing", new Goods(dice.pick(grammar.table("talk-goods").rows())))
        .set("animal", named(dice.pick(grammar.table("animals").having("de", "es", "fr"))))
        .set("job", job(dice.pick(grammar.table("jobs").having("de", "es", "fr"))));
  }

  /// A person as the sentences need one: name and pronouns.
  static Value person(Entity row) {
    return _ -> row;
  }

  /// An animal; `a` is the noun with its indefinite article (accusative in German).
  static Value named(Entity row) {
    return tongue -> {
      String a =
          tongue == Tongue.EN
              ? English.withArticle(row.name())
              : indefinite(row.get(tongue.code()), tongue);
      return new Entity(
          Map.of("name", tongue == Tongue.EN ? row.name() : row.get(tongue.code()), "a", a));
    };
  }

  private static Value job(Entity row) {
    return tongue -> {
      String name =
          tongue == Tongue.EN
              ? English.withArticle(row.name())
              : row.get(tongue.code())
                  .replaceFirst("^(der |die |das |el |la |los |las |le |l')", "");
      return new Entity(Map.of("name", name));
    };
  }

  /// Turns "der Hund" into "einen Hund", "el perro" into "un perro". French nouns after l' get
  /// "un", which the callers avoid where it would be wrong.
  private static String indefinite(String noun, Tongue tongue) {
    return switch (tongue) {
      case DE ->
          noun.replaceFirst("^der ", "einen ")
              .replaceFirst("^die ", "eine ")
              .replaceFirst("^das ", "ein ");
      case ES -> noun.replaceFirst("^el ", "un ").replaceFirst("^la ", "una ");
      default ->
          noun.replaceFirst("^le ", "un ").replaceFirst("^la ", "une ").replaceFirst("^l'", "un ");
    };
  }
}
