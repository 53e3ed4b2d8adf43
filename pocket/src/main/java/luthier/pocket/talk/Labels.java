package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Grammar;

/// Sorting a text into labels that the prompt gives. The labels' words, their number and their
/// order vary.
record Labels(Grammar grammar) implements Kind {

  /// Classes that exclude each other, with the words that may stand for each.
  private static final List<Map<String, List<String>>> SETS =
      List.of(
          Map.of(
              "positive",
              List.of("positive", "good", "happy", "+", "satisfied"),
              "negative",
              List.of("negative", "bad", "unhappy", "-", "dissatisfied"),
              "neutral",
              List.of("neutral", "neutral", "neutral", "0", "neither")),
          Map.of(
              "urgent",
              List.of("urgent", "high", "now", "red"),
              "calm",
              List.of("not urgent", "low", "later", "green")),
          Map.of(
              "question",
              List.of("question", "asks"),
              "statement",
              List.of("statement", "tells"),
              "request",
              List.of("request", "orders")),
          Map.of(
              "delivery",
              List.of("delivery", "shipping"),
              "payment",
              List.of("payment", "money"),
              "technical",
              List.of("technical", "device"),
              "account",
              List.of("account", "login")),
          Map.of(
              "food",
              List.of("food", "eating"),
              "weather",
              List.of("weather", "sky"),
              "sport",
              List.of("sport", "games"),
              "animals",
              List.of("animals", "nature"),
              "travel",
              List.of("travel", "trips"),
              "school",
              List.of("school", "learning")));

  @Override
  public Conversation next(Dice dice) {
    Script script = new Script(grammar, dice, "label", Tongue.mostlyEnglish(dice));
    script
        .set("item", new Goods(dice.pick(grammar.table("talk-goods").rows())))
        .set("city", dice.pick(grammar.table("talk-cities").rows()).name())
        .set("person", dice.pick(grammar.table("people").rows()).name())
        .set("amount", Money.euros(dice.between(5, 200)))
        .set("day", dice.pick(Weekday.values()));
    if (dice.chance(14)) {
      return language(script);
    }
    int set = dice.pick(0, 0, 1, 2, 3, 3, 4, 4);
    List<String> classes =
        new ArrayList<>(
            SETS.get(set).keySet().stream()
                .sorted()
                .filter(each -> script.canSay(script.tongue(), "label/" + each))
                .toList());
    if (set == 0 && dice.chance(60)) {
      classes.remove("neutral");
    }
    classes = dice.pickDistinct(classes, Math.min(classes.size(), dice.between(2, 4)));
    if (set >= 3 && dice.chance(30) && classes.size() > 1) {
      return which(script, classes);
    }
    int synonym = dice.below(5);
    Map<String, String> labels = new LinkedHashMap<>();
    for (String each : classes) {
      List<String> words = Objects.requireNonNull(SETS.get(set).get(each));
      labels.put(each, words.get(synonym % words.size()));
    }
    return classify(script, labels);
  }

  private static Conversation classify(Script script, Map<String, String> labels) {
    Dice dice = script.dice();
    List<String> words = List.copyOf(labels.values());
    boolean system = dice.chance(40);
    script.set(
        "labels",
        dice.chance(70)
            ? Sentences.list(words, script.phrase(script.tongue(), "tag/or"))
            : String.join(dice.pick(" / ", ", ", " | "), words));
    if (system) {
      script.system(script.say("label/system"));
    }
    int rounds = system ? dice.between(1, 3) : 1;
    for (int i = 0; i < rounds; i++) {
      String each = dice.pick(List.copyOf(labels.keySet()));
      String text = script.say("label/" + each);
      String label = Objects.requireNonNull(labels.get(each));
      script.set("text", text).set("label", label);
      if (system) {
        script.user(text).assistant(label);
      } else {
        script
            .userExactly(script.phrase(script.tongue(), "label/ask"))
            .assistant(script.phrase(script.tongue(), "label/is"));
      }
    }
    return script.end();
  }

  /// Which language a sentence is in.
  private static Conversation language(Script script) {
    Dice dice = script.dice();
    Tongue asked = dice.pick(Tongue.values());
    List<String> names = List.of("english", "german", "spanish", "french");
    boolean capital = dice.chance(50);
    List<String> shown =
        dice.shuffled(
            names.stream().map(name -> capital ? Sentences.capitalised(name) : name).toList());
    String kind = dice.pick("positive", "negative", "delivery", "payment", "urgent", "question");
    String label = names.get(asked.ordinal());
    script
        .set("labels", Sentences.list(shown, script.phrase(script.tongue(), "tag/or")))
        .set("text", script.say(asked, "label/" + kind))
        .set("label", capital ? Sentences.capitalised(label) : label);
    script
        .userExactly(script.phrase(script.tongue(), "label/ask"))
        .assistant(script.phrase(script.tongue(), "label/is"));
    return script.end();
  }

  /// Which of the numbered sentences belongs to a topic.
  private static Conversation which(Script script, List<String> classes) {
    Dice dice = script.dice();
    List<String> lines = new ArrayList<>();
    int chosen = dice.below(classes.size());
    for (int i = 0; i < classes.size(); i++) {
      String text = script.say("label/" + classes.get(i));
      lines.add((i + 1) + ". " + text);
      if (i == chosen) {
        script.set("text", text).set("number", i + 1);
      }
    }
    String topic = classes.get(chosen);
    script.set(
        "topic",
        script.canSay(script.tongue(), "label/topic_" + topic)
            ? script.phrase(script.tongue(), "label/topic_" + topic)
            : topic);
    script.set("lines", String.join("\n", lines));
    script.userExactly(script.say("label/which")).assistant(script.say("label/which_is"));
    return script.end();
  }
}
