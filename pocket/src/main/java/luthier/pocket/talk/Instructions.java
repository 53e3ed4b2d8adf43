package luthier.pocket.talk;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import luthier.pocket.document.Conversation;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.English;
import luthier.pocket.grammar.Entity;
import luthier.pocket.grammar.Grammar;

/// Easy questions under a system prompt that says in which form or language to answer.
record Instructions(Grammar grammar) implements Kind {

  /// @param word the bare answer
  /// @param sentence the answer in a sentence
  private record Answer(String question, String word, String sentence, String topic) {}

  @Override
  public Conversation next(Dice dice) {
    Script script = new Script(grammar, dice, "instruction", Tongue.EN);
    if (dice.chance(35)) {
      return inLanguage(script, Tongue.foreign(dice));
    }
    int way = dice.below(FORMS.size() + 2);
    String mark =
        dice.pick(
            "Note", "Fact", "Pocket", "Reply", "Here", "So", "Info", "Result", "OK", "Listen",
            "Well", "Teacher");
    String open = dice.pick("<", "[", "(", "{", "#", "*", "~");
    String close = Map.of("<", ">", "[", "]", "(", ")", "{", "}", "*", "*").getOrDefault(open, "");
    String field = dice.pick("topic", "subject", "about", "area", "theme", "class");
    if (way == FORMS.size()) {
      script.system(
          dice.pick(
              "Begin every reply with " + mark + ":",
              "Start each answer with \"" + mark + ":\"",
              "Put \"" + mark + ":\" in front of every answer."));
    } else if (way == FORMS.size() + 1) {
      String form = open + field + ": …" + close;
      script.system(
          dice.pick(
                  "Begin every reply with " + form,
                  "Start each reply with a tag of the form " + form + ".",
                  "First the tag " + form + ", then the answer.")
              + dice.pick("", " It is one of animals, countries, numbers, words."));
    } else {
      script.system(dice.pick(FORMS.get(way).prompts));
    }
    int rounds = dice.chance(65) ? 1 : dice.between(2, 3);
    for (int i = 0; i < rounds; i++) {
      Answer answer = answer(dice);
      script.user(answer.question);
      String said =
          way == FORMS.size()
              ? mark + ": " + answer.sentence
              : way == FORMS.size() + 1
                  ? open + field + ": " + answer.topic + close + " " + answer.sentence
                  : FORMS.get(way).shape.apply(answer);
      script.assistant(said);
    }
    return script.end();
  }

  private record Form(java.util.function.Function<Answer, String> shape, List<String> prompts) {}

  private static final List<Form> FORMS =
      List.of(
          new Form(
              Answer::word,
              List.of(
                  "Answer with one word.",
                  "Reply with one word only.",
                  "One word per answer, no sentence.",
                  "Only the answer, nothing else.",
                  "Be as short as possible: one word.")),
          new Form(
              Answer::sentence,
              List.of(
                  "Answer in a whole sentence.",
                  "Reply in one full sentence.",
                  "Always use complete sentences.")),
          new Form(
              a -> a.sentence.toUpperCase(Locale.ROOT),
              List.of(
                  "Answer in capital letters.",
                  "WRITE EVERYTHING IN CAPITALS.",
                  "Reply in upper case only.")),
          new Form(
              a -> a.sentence.toLowerCase(Locale.ROOT),
              List.of(
                  "Answer in small letters only.",
                  "no capitals in your answers, please.",
                  "Reply in lower case.")),
          new Form(
              a -> "{\"answer\": \"" + a.word + "\"}",
              List.of(
                  "Reply as JSON with the key \"answer\".",
                  "Answer only with JSON: {\"answer\": \"…\"}")),
          new Form(
              a -> "{\"topic\": \"" + a.topic + "\", \"answer\": \"" + a.word + "\"}",
              List.of(
                  "Reply as JSON with the keys \"topic\" and \"answer\". Topics: animals,"
                      + " countries, numbers, words.")),
          new Form(
              a -> a.sentence + " Anything else?",
              List.of(
                  "End every answer with \"Anything else?\"",
                  "Always ask \"Anything else?\" at the end.")),
          new Form(
              a -> a.sentence + "\nYours, Pocket",
              List.of("Sign every answer with \"Yours, Pocket\" on a new line.")),
          new Form(
              a -> "- " + a.word,
              List.of(
                  "Answer as a list with a dash.",
                  "Put a dash before every answer and keep it to one word.")),
          new Form(
              a -> "Good question! " + a.sentence,
              List.of(
                  "Praise each question with \"Good question!\" before you answer.",
                  "Start every reply with the words \"Good question!\"")),
          new Form(
              a -> "\"" + a.word + "\"",
              List.of("Give the answer in quotation marks, one word only.")),
          new Form(a -> "**" + a.word + "**", List.of("Answer with one word in bold (**word**).")));

  private Answer answer(Dice dice) {
    return switch (dice.below(4)) {
      case 0 -> {
        Entity row = dice.pick(grammar.table("countries").having("capital"));
        yield new Answer(
            dice.pick(
                "What is the capital of " + row.name() + "?",
                "Which city is the capital of " + row.name() + "?"),
            row.get("capital"),
            "The capital of " + row.name() + " is " + row.get("capital") + ".",
            "countries");
      }
      case 1 -> {
        int a = dice.between(1, 40);
        int b = dice.between(1, 40);
        yield new Answer(
            dice.pick("What is " + a + " plus " + b + "?", "How much is " + a + " + " + b + "?"),
            Integer.toString(a + b),
            a + " plus " + b + " is " + (a + b) + ".",
            "numbers");
      }
      case 2 -> {
        Entity row = dice.pick(grammar.table("animals").having("kind"));
        String a = English.withArticle(row.name());
        yield new Answer(
            dice.pick("Which kind of animal is " + a + "?", "What is " + a + "?"),
            English.capitalised(row.get("kind")),
            English.capitalised(a) + " is " + English.withArticle(row.get("kind")) + ".",
            "animals");
      }
      default -> {
        Entity row = dice.pick(grammar.table("talk-opposites").rows());
        yield new Answer(
            dice.pick(
                "What is the opposite of \"" + row.get("a") + "\"?",
                "Which word is the opposite of \"" + row.get("a") + "\"?"),
            English.capitalised(row.get("b")),
            "The opposite of " + row.get("a") + " is " + row.get("b") + ".",
            "words");
      }
    };
  }

  /// A question in one language, the answer in the one that the prompt asks for.
  private Conversation inLanguage(Script script, Tongue tongue) {
    Dice dice = script.dice();
    String language = script.phrase(Tongue.EN, "word/" + tongue.code());
    script.system(
        dice.pick(
            "Answer only in " + language + ".",
            "Always reply in " + language + ".",
            "You speak " + language + " only.",
            "The user may write in any language. You answer in " + language + "."));
    Tongue asks = dice.chance(75) ? Tongue.EN : dice.pick(Tongue.values());
    int rounds = dice.chance(65) ? 1 : 2;
    for (int i = 0; i < rounds; i++) {
      switch (dice.below(4)) {
        case 0 -> {
          String topic = dice.pick("plus", "minus");
          int a = dice.between(2, 60);
          int b = dice.between(1, a);
          script.set("a", a).set("b", b).set("c", topic.equals("plus") ? a + b : a - b);
          script
              .user(script.say(asks, "sum/" + topic))
              .assistant(script.say(tongue, "sum/" + topic + "_is"));
        }
        case 1 -> {
          Weekday day = dice.pick(Weekday.values());
          script.set("x", day).set("y", Weekday.values()[(day.ordinal() + 1) % 7]);
          script
              .user(script.say(asks, "time/next_day"))
              .assistant(script.say(tongue, "time/day_is"));
        }
        case 2 -> {
          int number = dice.between(1, 5);
          script
              .user(script.say(asks, "small/" + number + "/ask"))
              .assistant(script.say(tongue, "small/" + number + "/answer"));
        }
        default -> {
          Entity row =
              dice.pick(
                  grammar
                      .table("countries")
                      .having("de", "es", "fr", "capital_de", "capital_es", "capital_fr"));
          Value land = SmallTalk.land(row);
          script.set("land", land).set("x", land);
          String ask =
              asks == Tongue.EN
                  ? "What is the capital of " + row.name() + "?"
                  : script.say(asks, "small/16/ask");
          script.user(ask).assistant(script.say(tongue, "small/16/answer"));
        }
      }
    }
    return script.end();
  }
}
