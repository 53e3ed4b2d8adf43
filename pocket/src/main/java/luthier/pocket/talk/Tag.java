package luthier.pocket.talk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import luthier.pocket.grammar.Dice;

/// A word in a certain form at the start of every reply, which names the decision, the topic, the
/// customer's language or mood. Field names, words and brackets vary, so that they must be read
/// from the system prompt.
///
/// @param shape text with `FIELD` and `VALUE`
record Tag(String instruction, String shape, Field field, Map<String, String> words, Tongue tongue)
    implements ReplyForm {

  enum Field {
    DECISION,
    TOPIC,
    LANGUAGE,
    MOOD
  }

  private static final List<String> SHAPES =
      List.of(
          "<FIELD: VALUE>\n",
          "<FIELD: VALUE> ",
          "<FIELD=VALUE>\n",
          "<FIELD=VALUE> ",
          "[FIELD: VALUE]\n",
          "[FIELD: VALUE] ",
          "[FIELD=VALUE]\n",
          "[FIELD = VALUE] ",
          "(FIELD: VALUE)\n",
          "(FIELD: VALUE) ",
          "{FIELD: VALUE}\n",
          "{\"FIELD\": \"VALUE\"}\n",
          "FIELD: VALUE\n",
          "FIELD: VALUE. ",
          "FIELD=VALUE; ",
          "#FIELD-VALUE ",
          "#FIELD:VALUE\n",
          "*FIELD: VALUE*\n",
          "**FIELD: VALUE**\n",
          "<<FIELD: VALUE>> ",
          "[[FIELD: VALUE]]\n",
          "@FIELD(VALUE) ",
          "FIELD | VALUE | ",
          "FIELD -> VALUE\n",
          "[VALUE] ",
          "[VALUE]\n",
          "<VALUE> ",
          "<VALUE>\n",
          "(VALUE) ",
          "#VALUE ",
          "VALUE: ",
          "*VALUE*\n",
          "VALUE | ",
          "VALUE\n",
          "{VALUE}\n");
  private static final Map<Field, List<String>> NAMES =
      Map.of(
          Field.DECISION,
          List.of(
              "verdict",
              "decision",
              "result",
              "status",
              "outcome",
              "case",
              "step",
              "ruling",
              "next",
              "do",
              "code",
              "mark",
              "label"),
          Field.TOPIC,
          List.of(
              "topic",
              "subject",
              "about",
              "theme",
              "category",
              "kind",
              "area",
              "matter",
              "tag",
              "desk"),
          Field.LANGUAGE,
          List.of("language", "lang", "speaks", "tongue"),
          Field.MOOD,
          List.of("mood", "tone", "customer", "feeling", "temper"));
  private static final List<List<String>> YES_NO_ASK =
      List.of(
          List.of("yes", "no", "ask"), List.of("yes", "no", "unclear"),
          List.of("approve", "reject", "incomplete"), List.of("ok", "not_ok", "missing"),
          List.of("granted", "refused", "open"), List.of("green", "red", "yellow"),
          List.of("allowed", "forbidden", "unknown"), List.of("accept", "deny", "wait"),
          List.of("possible", "impossible", "question"), List.of("go", "stop", "hold"),
          List.of("in_time", "too_late", "need_data"), List.of("positive", "negative", "pending"));

  /// @param topics those that the prompt speaks of
  static Tag of(Script script, List<Topic> topics, Tongue books) {
    Dice dice = script.dice();
    Field field =
        dice.pick(
            Field.DECISION,
            Field.DECISION,
            Field.DECISION,
            Field.TOPIC,
            Field.TOPIC,
            Field.LANGUAGE,
            Field.MOOD);
    boolean listed = dice.chance(65);
    Map<String, String> words = words(dice, field, topics, listed);
    boolean upper = dice.chance(12);
    if (upper) {
      words.replaceAll((_, word) -> word.toUpperCase(java.util.Locale.ROOT));
    }
    String shape = dice.pick(SHAPES);
    String name = dice.pick(NAMES.getOrDefault(field, List.of()));
    if (dice.chance(10)) {
      name = name.toUpperCase(java.util.Locale.ROOT);
    }
    shape = shape.replace("FIELD", name);
    Set<String> different = new LinkedHashSet<>(words.values());
    List<String> shown = dice.shuffled(new ArrayList<>(different));
    String gap = shape.contains(name) ? dice.pick("…", "…", "X") : dice.pick("WORD", "…");
    boolean inside = listed && dice.chance(40);
    script.set(
        "form",
        shape
            .replaceAll("[\\s.;|]+$", "")
            .replace("VALUE", inside ? String.join("|", shown) : gap));
    script.set(
        "words",
        Sentences.list(shown, script.say(books, "tag/or").toLowerCase(java.util.Locale.ROOT)));
    script.set("gap", gap);
    script.set("meaning", meaning(script, words, books));
    String rule = "tag/" + (listed && !inside ? "listed" : "begin");
    String about =
        shape.contains(name) || listed
            ? ""
            : " " + script.say(books, "tag/about_" + Sentences.lower(field.name()));
    String explained =
        words.containsKey("yes") && !"yes".equalsIgnoreCase(words.get("yes")) && listed
            ? " " + script.say(books, "tag/meaning")
            : "";
    return new Tag(
        script.say(books, rule) + about + explained, shape, field, words, script.tongue());
  }

  private static String meaning(Script script, Map<String, String> words, Tongue books) {
    if (!words.containsKey("yes")) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    for (String each : List.of("yes", "no", Exchange.ASK)) {
      parts.add(words.get(each) + " = " + Sentences.lower(script.say(books, "tag/is_" + each)));
    }
    return String.join(", ", parts);
  }

  private static Map<String, String> words(
      Dice dice, Field field, List<Topic> topics, boolean listed) {
    Map<String, String> words = new LinkedHashMap<>();
    switch (field) {
      case DECISION -> decisions(dice, words, topics, listed);
      case TOPIC -> {
        topics.forEach(topic -> words.put(topic.word(), topic.word()));
        words.put("other", dice.pick("other", "none", "general"));
      }
      case LANGUAGE -> {
        boolean full = dice.chance(60);
        List<String> names =
            full
                ? List.of("english", "german", "spanish", "french")
                : List.of("en", "de", "es", "fr");
        for (Tongue tongue : Tongue.values()) {
          words.put(tongue.code(), names.get(tongue.ordinal()));
        }
      }
      case MOOD -> {
        boolean one = dice.chance(50);
        words.put("rude", one ? "angry" : "upset");
        words.put("calm", one ? "calm" : "friendly");
      }
    }
    return words;
  }

  private static void decisions(
      Dice dice, Map<String, String> words, List<Topic> topics, boolean listed) {
    boolean yesNo =
        topics.stream()
            .allMatch(topic ->
                List.of("yes", "no").equals(topic.outcomes())
                    || List.of("no", "yes").equals(topic.outcomes()));
    if (yesNo) {
      List<String> triple = listed ? dice.pick(YES_NO_ASK) : YES_NO_ASK.get(0);
      words.put("yes", triple.get(0));
      words.put("no", triple.get(1));
      words.put(Exchange.ASK, triple.get(2));
    } else {
      topics.forEach(topic -> topic.outcomes().forEach(outcome -> words.put(outcome, outcome)));
      words.put(
          Exchange.ASK, listed ? dice.pick("ask", "missing", "question", "need_more") : "ask");
    }
    words.put(Exchange.OTHER, listed ? dice.pick("other", "none", "talk") : "other");
  }

  @Override
  public String apply(String answer, Exchange exchange, boolean rude) {
    String key =
        switch (field) {
          case DECISION -> exchange.outcome();
          case TOPIC -> exchange.topic();
          case LANGUAGE -> tongue.code();
          case MOOD -> rude ? "rude" : "calm";
        };
    String word = words.get(key);
    if (word == null) {
      throw new IllegalStateException("no word for " + key + " in " + words);
    }
    return shape.replace("VALUE", word) + answer;
  }
}
