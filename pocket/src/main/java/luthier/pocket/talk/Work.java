package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Entity;
import luthier.pocket.grammar.Grammar;

/// Small jobs on a sentence or a list: repeat, capitals, one word of it, count, replace, correct,
/// spell, sort, reverse, say it shorter or more politely.
record Work(Grammar grammar) implements Kind {

  @Override
  public Conversation next(Dice dice) {
    Script script = new Script(grammar, dice, "work", Tongue.mostlyEnglish(dice));
    int rounds = dice.chance(80) ? 1 : 2;
    for (int i = 0; i < rounds; i++) {
      bind(script);
      switch (dice.below(20)) {
        case 0, 1 -> copy(script, "repeat");
        case 2, 3 -> copy(script, "upper");
        case 4 -> copy(script, "lower");
        case 5 -> word(script, "first");
        case 6 -> word(script, "last");
        case 7 -> word(script, "second");
        case 8 -> count(script);
        case 9 -> contains(script);
        case 10 -> replace(script);
        case 11 -> mend(script);
        case 12 -> letters(script);
        case 13, 14, 15 -> list(script);
        case 16, 17 -> rewrite(script, "talk-polite", "rude", "polite", "work/polite");
        default -> rewrite(script, "talk-short", "long", "short", "work/short");
      }
    }
    return script.end();
  }

  private void bind(Script script) {
    Dice dice = script.dice();
    List<Entity> people = dice.pickDistinct(grammar.table("people").rows(), 2);
    script
        .set("person", people.get(0).name())
        .set("other", people.get(1).name())
        .set("item", new Goods(dice.pick(grammar.table("talk-goods").rows())))
        .set("city", dice.pick(grammar.table("talk-cities").rows()).name());
    script.set("text", script.say("plain"));
  }

  private static void ask(Script script, String rule, String answer) {
    script.userExactly(script.phrase(script.tongue(), rule)).assistant(answer);
  }

  private static void copy(Script script, String job) {
    String text = script.value("text");
    ask(
        script,
        "work/" + job,
        switch (job) {
          case "upper" -> text.toUpperCase(Locale.ROOT);
          case "lower" -> text.toLowerCase(Locale.ROOT);
          default -> text;
        });
  }

  static List<String> words(String sentence) {
    return List.of(sentence.replaceAll("[.,!?¿¡«»\"]", " ").strip().split("\\s+"));
  }

  private static void word(Script script, String place) {
    List<String> words = words(script.value("text"));
    int at = place.equals("first") ? 0 : place.equals("second") ? 1 : words.size() - 1;
    script.set("word", words.get(at));
    ask(script, "work/" + place, script.phrase(script.tongue(), "work/is_word"));
  }

  private static void count(Script script) {
    script.set("count", words(script.value("text")).size());
    ask(script, "work/count", script.say("work/is_count"));
  }

  private static void contains(Script script) {
    Dice dice = script.dice();
    String text = script.value("text");
    List<String> words = words(text);
    boolean inside = dice.chance(50);
    String word = inside ? dice.pick(words) : script.phrase(script.tongue(), "label/word");
    script.set("word", word);
    boolean found = words.stream().anyMatch(each -> each.equalsIgnoreCase(word));
    ask(
        script,
        "work/contains",
        script.phrase(script.tongue(), found ? "work/contains_yes" : "work/contains_no"));
  }

  private static void replace(Script script) {
    String text = script.value("text");
    List<String> words = words(text);
    String old = words.get(words.size() - 1);
    if (script.dice().chance(40)) {
      old =
          words.stream()
              .skip(1)
              .filter(word -> Character.isUpperCase(word.charAt(0)))
              .findFirst()
              .orElse(old);
    }
    String fresh = script.phrase(script.tongue(), "label/word");
    script.set("word", old).set("new", fresh);
    ask(
        script,
        "work/replace",
        (" " + text)
            .replaceFirst(
                "(?<= )" + java.util.regex.Pattern.quote(old) + "(?=[ .,?!]|$)",
                java.util.regex.Matcher.quoteReplacement(fresh))
            .strip());
  }

  private static void mend(Script script) {
    String text = script.value("text");
    script.set(
        "text", Character.toLowerCase(text.charAt(0)) + text.substring(1, text.length() - 1));
    ask(script, "work/mend", text);
    script.set("text", text);
  }

  private void letters(Script script) {
    String word = script.dice().pick(grammar.table("animals").rows()).name();
    if (script.tongue() != Tongue.EN) {
      word = script.phrase(script.tongue(), "label/word");
    }
    script.set("word", word);
    ask(
        script,
        "work/letters",
        Sentences.capitalised(
            word.chars()
                .filter(c -> c != ' ')
                .mapToObj(c -> String.valueOf((char) c))
                .collect(Collectors.joining("-"))));
  }

  private void list(Script script) {
    Dice dice = script.dice();
    List<String> words = items(script, dice.between(3, 5));
    script.set("words", String.join(", ", words));
    switch (dice.below(5)) {
      case 0 -> {
        List<String> sorted = new ArrayList<>(words);
        sorted.sort(String.CASE_INSENSITIVE_ORDER);
        ask(script, "work/sort", String.join(", ", sorted));
      }
      case 1 -> {
        List<String> reversed = new ArrayList<>(words);
        Collections.reverse(reversed);
        ask(script, "work/reverse", String.join(", ", reversed));
      }
      case 2 ->
          ask(
              script,
              "work/number_list",
              IntStream.range(0, words.size())
                  .mapToObj(i -> (i + 1) + ". " + words.get(i))
                  .collect(Collectors.joining("\n")));
      case 3 ->
          ask(
              script,
              "work/bullets",
              words.stream().map(word -> "- " + word).collect(Collectors.joining("\n")));
      default -> {
        int at = dice.below(words.size());
        script.set("count", at + 1).set("word", words.get(at));
        ask(script, "work/third", script.phrase(script.tongue(), "work/is_word"));
      }
    }
  }

  /// Words without accents at the start, so that their order is the same for everyone.
  private List<String> items(Script script, int count) {
    if (script.dice().chance(40)) {
      return script.dice().pickDistinct(grammar.table("people").rows(), count).stream()
          .map(Entity::name)
          .toList();
    }
    if (script.tongue() == Tongue.EN) {
      return script
          .dice()
          .pickDistinct(
              grammar.table(script.dice().pick("animals", "foods", "things")).rows(), count)
          .stream()
          .map(Entity::name)
          .toList();
    }
    return script.dice().pickDistinct(grammar.table("talk-cities").rows(), count).stream()
        .map(Entity::name)
        .toList();
  }

  private void rewrite(Script script, String table, String from, String to, String rule) {
    Entity row = script.dice().pick(grammar.table(table).where("language", script.tongue().code()));
    script.set("text", script.line(row.get(from)));
    ask(script, rule, script.line(row.get(to)));
  }
}
