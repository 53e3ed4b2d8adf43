package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.English;
import luthier.pocket.grammar.Entity;
import luthier.pocket.grammar.Grammar;

/// English questions about the things, animals, foods, jobs and countries of the tables.
record Facts(Grammar grammar) implements Kind {

  /// Nouns that take no article, or a plural one.
  private static final Set<String> ODD = Set.of("soap", "scissors");

  private static final List<String> SIZES =
      List.of("very small", "small", "medium-sized", "big", "very big");

  @Override
  public Conversation next(Dice dice) {
    Script script = new Script(grammar, dice, "facts", Tongue.EN);
    if (dice.chance(15)) {
      script.system(
          dice.pick(
              "You are a helpful assistant.",
              "You are Pocket, a small assistant.",
              "Answer briefly.",
              "You answer simple questions in whole sentences.",
              "You are a friendly teacher.",
              "Answer in one or two sentences. Say so if you do not know something."));
    }
    int rounds = dice.chance(65) ? 1 : dice.between(2, 3);
    for (int i = 0; i < rounds; i++) {
      round(script);
    }
    return script.end();
  }

  private void round(Script script) {
    Dice dice = script.dice();
    switch (dice.below(22)) {
      case 0, 1, 2 ->
          row(
              script,
              "things",
              "thing",
              Map.of(
                  "what",
                  "kind use",
                  "use",
                  "use",
                  "made",
                  "made",
                  "room",
                  "room",
                  "guess",
                  "use"));
      case 3, 4, 5, 6 ->
          row(
              script,
              "animals",
              "animal",
              Map.of(
                  "what",
                  "kind food home can",
                  "eat",
                  "food",
                  "home",
                  "home",
                  "colour",
                  "colour",
                  "legs",
                  "legs",
                  "can",
                  "can",
                  "young",
                  "young",
                  "fact",
                  "fact"));
      case 7 ->
          row(
              script,
              "foods",
              "food",
              Map.of("what", "kind colour grows", "taste", "taste", "grows", "grows"));
      case 8, 9 ->
          row(
              script,
              "jobs",
              "job",
              Map.of("what", "does", "place", "place", "tool", "tool", "guess", "does"));
      case 10, 11, 12 -> country(script);
      case 13 -> isCapital(script);
      case 14, 15 -> isKind(script);
      case 16 -> bigger(script);
      case 17 -> common(script);
      case 18, 19 -> odd(script);
      case 20 -> three(script);
      default -> {
        script.set("city", dice.pick(grammar.table("talk-cities").rows()).name());
        script.set("person", dice.pick(grammar.table("people").rows()).name());
        say(script, "unknown");
      }
    }
  }

  private static void say(Script script, String rule) {
    script.user(script.say("fact/" + rule)).assistant(script.say("fact/" + rule + "_is"));
  }

  /// A question about one attribute of one row.
  private void row(Script script, String table, String prefix, Map<String, String> questions) {
    Dice dice = script.dice();
    String question = dice.pick(questions.keySet().stream().sorted().toList());
    List<Entity> rows = rows(table, questions.getOrDefault(question, "").split(" "));
    script.set("x", noun(dice.pick(rows)));
    say(script, prefix + "_" + question);
  }

  private List<Entity> rows(String table, String... attributes) {
    return grammar.table(table).having(attributes).stream()
        .filter(row -> !ODD.contains(row.name()))
        .toList();
  }

  /// A row with articles: `a`, and its kind as "a mammal".
  static Value noun(Entity row) {
    Map<String, String> words = new HashMap<>(row.words());
    words.put("a", English.withArticle(row.name()));
    if (row.has("kind")) {
      words.put("kind", English.withArticle(row.get("kind")));
      words.put("kinds", English.plural(row.get("kind")));
    }
    if (row.has("legs")) {
      int legs = Integer.parseInt(row.get("legs"));
      words.put("legs", legs == 0 ? "no" : English.inWords(legs));
    }
    if (row.has("young")) {
      words.put("young", English.withArticle(row.get("young")));
    }
    Entity entity = new Entity(words);
    return _ -> entity;
  }

  private void country(Script script) {
    Entity row =
        script.dice().pick(grammar.table("countries").having("capital", "continent", "language"));
    script.set("x", Reading.person(row));
    say(script, script.dice().pick("capital", "capital", "capital_of", "continent", "language"));
  }

  private void isCapital(Script script) {
    List<Entity> two = script.dice().pickDistinct(grammar.table("countries").having("capital"), 2);
    boolean yes = script.dice().chance(50);
    script.set("x", Reading.person(two.get(0))).set("y", Reading.person(two.get(yes ? 0 : 1)));
    script
        .user(script.say("fact/is_capital"))
        .assistant(script.say("fact/is_capital_" + (yes ? "yes" : "no")));
  }

  private void isKind(Script script) {
    Dice dice = script.dice();
    List<Entity> animals = rows("animals", "kind");
    List<Entity> rows = dice.chance(70) ? animals : rows("foods", "kind");
    Entity x = dice.pick(rows);
    Entity y = dice.chance(50) ? x : dice.pick(rows);
    boolean yes = x.get("kind").equals(y.get("kind"));
    script.set("x", noun(x)).set("y", noun(y));
    if (x.name().equals(x.get("kind"))) {
      isKind(script);
      return;
    }
    script
        .user(script.say("fact/is_kind"))
        .assistant(script.say("fact/is_kind_" + (yes ? "yes" : "no")));
  }

  private void bigger(Script script) {
    Dice dice = script.dice();
    List<Entity> two = different(dice, rows("animals", "size"), "size");
    boolean first = SIZES.indexOf(two.get(0).get("size")) > SIZES.indexOf(two.get(1).get("size"));
    script
        .set("x", noun(two.get(0)))
        .set("y", noun(two.get(1)))
        .set("big", noun(two.get(first ? 0 : 1)))
        .set("small", noun(two.get(first ? 1 : 0)));
    String ask = script.say("fact/bigger");
    String answer = script.say("fact/bigger_is");
    script
        .user(ask)
        .assistant(
            ask.startsWith("Is ")
                ? (first ? "Yes, " : "No, ")
                    + Character.toLowerCase(answer.charAt(0))
                    + answer.substring(1)
                : answer);
  }

  private static List<Entity> different(Dice dice, List<Entity> rows, String attribute) {
    Entity one = dice.pick(rows);
    List<Entity> others =
        rows.stream().filter(row -> !row.get(attribute).equals(one.get(attribute))).toList();
    return List.of(one, dice.pick(others));
  }

  private void common(Script script) {
    Dice dice = script.dice();
    List<Entity> rows = rows(dice.pick("animals", "foods", "things"), "kind");
    Entity one = dice.pick(rows);
    List<Entity> others =
        rows.stream()
            .filter(
                row -> row.get("kind").equals(one.get("kind")) && !row.name().equals(one.name()))
            .toList();
    if (others.isEmpty() || one.get("kind").contains(" of ") || one.get("kind").contains(" ")) {
      common(script);
      return;
    }
    script.set("x", noun(one)).set("y", noun(dice.pick(others)));
    say(script, "common");
  }

  private record Group(String name, String table, Predicate<Entity> member) {}

  private static final List<Group> GROUPS =
      List.of(
          new Group("animals", "animals", _ -> true),
          new Group("jobs", "jobs", _ -> true),
          new Group("countries", "countries", _ -> true),
          new Group("birds", "animals", kind("bird")),
          new Group("insects", "animals", kind("insect")),
          new Group("mammals", "animals", kind("mammal")),
          new Group("fruits", "foods", kind("fruit")),
          new Group("vegetables", "foods", kind("vegetable")),
          new Group("vehicles", "things", kind("vehicle")),
          new Group("musical instruments", "things", kind("musical instrument")),
          new Group("pieces of clothing", "things", kind("piece of clothing")),
          new Group("pieces of furniture", "things", kind("piece of furniture")));

  private static Predicate<Entity> kind(String kind) {
    return row -> row.has("kind") && row.get("kind").equals(kind);
  }

  private List<Entity> members(Group group) {
    return grammar.table(group.table).rows().stream()
        .filter(group.member)
        .filter(row -> !ODD.contains(row.name()))
        .toList();
  }

  private void odd(Script script) {
    Dice dice = script.dice();
    Group group = dice.pick(GROUPS);
    List<String> tables = List.of("animals", "jobs", "countries", "foods", "things");
    List<Entity> strangers = new ArrayList<>();
    for (String table : tables) {
      if (!table.equals(group.table)) {
        strangers.addAll(grammar.table(table).rows());
      }
    }
    List<String> names =
        new ArrayList<>(dice.pickDistinct(members(group), 3).stream().map(Entity::name).toList());
    String odd = dice.pick(strangers).name();
    if (names.contains(odd)) {
      odd(script);
      return;
    }
    names.add(odd);
    script
        .set("list", String.join(", ", dice.shuffled(names)))
        .set("odd", odd)
        .set("group", group.name);
    say(script, "odd");
  }

  private void three(Script script) {
    Dice dice = script.dice();
    Group group = dice.pick(GROUPS);
    script.set("group", group.name);
    script.set(
        "list",
        English.list(dice.pickDistinct(members(group), 3).stream().map(Entity::name).toList()));
    say(script, "name_three");
  }
}
