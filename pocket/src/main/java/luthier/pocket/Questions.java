package luthier.pocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import luthier.pocket.document.Conversation;
import luthier.pocket.document.Turn;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Entity;
import luthier.pocket.grammar.Grammar;

/// Conversations about the things of the tables, small sums, given texts, and the usual courtesies.
final class Questions {

  private static final List<String> NUMBERS =
      List.of(
          "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

  private final Grammar grammar;

  Questions(Grammar grammar) {
    this.grammar = grammar;
  }

  /// One conversation of one to three questions.
  Conversation next(Dice dice) {
    List<Turn> turns = new ArrayList<>();
    if (dice.chance(25)) {
      turns.add(
          Turn.system(
              dice.pick(
                  "You are a helpful assistant.",
                  "You are Pocket, a small assistant. Answer in one sentence.",
                  "Answer briefly.",
                  "You are a friendly assistant who answers simple questions.",
                  "You work in customer service. Be polite.")));
    }
    int questions = dice.chance(70) ? 1 : dice.between(2, 3);
    for (int i = 0; i < questions; i++) {
      String[] pair = pair(dice);
      turns.add(Turn.user(pair[0]));
      turns.add(Turn.assistant(pair[1]));
    }
    return new Conversation(turns, "questions", "en");
  }

  private String[] pair(Dice dice) {
    return switch (dice.below(14)) {
      case 0, 1 -> thing(dice);
      case 2, 3 -> animal(dice);
      case 4 -> country(dice);
      case 5 -> job(dice);
      case 6 -> sum(dice);
      case 7 -> translation(dice);
      case 8 -> extraction(dice);
      case 9, 10 -> service(dice);
      case 11 -> list(dice);
      case 12 -> opinion(dice);
      default -> courtesy(dice);
    };
  }

  private String[] thing(Dice dice) {
    Entity thing = dice.pick(grammar.table("things").having("kind", "use", "made", "room"));
    String name = thing.name();
    return switch (dice.below(4)) {
      case 0 ->
          two(
              dice.pick("What is " + an(name) + "?", "Can you explain what " + an(name) + " is?"),
              capital(an(name))
                  + " is "
                  + an(thing.get("kind"))
                  + ". You can "
                  + thing.get("use")
                  + ".");
      case 1 -> two("What can I do with " + an(name) + "?", "You can " + thing.get("use") + ".");
      case 2 ->
          two(
              dice.pick("What is " + an(name) + " made of?", "Which material is " + an(name) + "?"),
              capital(an(name)) + " is usually made of " + thing.get("made") + ".");
      default ->
          two(
              dice.pick("Where do I find " + an(name) + "?", "Where is the " + name + "?"),
              "You usually find " + an(name) + " in the " + thing.get("room") + ".");
    };
  }

  private String[] animal(Dice dice) {
    Entity animal =
        dice.pick(grammar.table("animals").having("kind", "food", "home", "colour", "legs", "can"));
    String name = animal.name();
    return switch (dice.below(6)) {
      case 0 ->
          two(
              dice.pick("What is " + an(name) + "?", "Tell me about the " + name + "."),
              capital(an(name))
                  + " is "
                  + an(animal.get("kind"))
                  + ". It eats "
                  + animal.get("food")
                  + " and lives "
                  + animal.get("home")
                  + ".");
      case 1 ->
          two(
              "What does " + an(name) + " eat?",
              capital(an(name)) + " eats " + animal.get("food") + ".");
      case 2 ->
          two(
              "Where does " + an(name) + " live?",
              capital(an(name)) + " lives " + animal.get("home") + ".");
      case 3 ->
          two(
              "What colour is " + an(name) + "?",
              capital(an(name)) + " is often " + animal.get("colour") + ".");
      case 4 ->
          two(
              "How many legs does " + an(name) + " have?",
              capital(an(name)) + " has " + number(animal.get("legs")) + " legs.");
      default ->
          two(
              "What can " + an(name) + " do?",
              capital(an(name)) + " can " + animal.get("can") + ".");
    };
  }

  private String[] country(Dice dice) {
    Entity country = dice.pick(grammar.table("countries").rows());
    return switch (dice.below(3)) {
      case 0 ->
          two(
              dice.pick(
                  "What is the capital of " + country.name() + "?",
                  "Which city is the capital of " + country.name() + "?"),
              "The capital of " + country.name() + " is " + country.get("capital") + ".");
      case 1 ->
          two(
              "Where is " + country.name() + "?",
              country.name() + " is in " + country.get("continent") + ".");
      default ->
          two(
              "Which language do people speak in " + country.name() + "?",
              "In " + country.name() + " people speak " + country.get("language") + ".");
    };
  }

  private String[] job(Dice dice) {
    Entity job = dice.pick(grammar.table("jobs").having("does", "place"));
    return switch (dice.below(2)) {
      case 0 ->
          two(
              dice.pick(
                  "What does " + an(job.name()) + " do?",
                  "What is the job of " + an(job.name()) + "?"),
              capital(an(job.name())) + " " + job.get("does") + ".");
      default ->
          two(
              "Where does " + an(job.name()) + " work?",
              capital(an(job.name())) + " works " + job.get("place") + ".");
    };
  }

  private static String[] sum(Dice dice) {
    int a = dice.between(1, 20);
    int b = dice.between(1, 20);
    return dice.chance(60)
        ? two(
            dice.pick("What is " + a + " plus " + b + "?", "How much is " + a + " + " + b + "?"),
            a + " plus " + b + " is " + (a + b) + ".")
        : two(
            "What is " + Math.max(a, b) + " minus " + Math.min(a, b) + "?",
            Math.max(a, b) + " minus " + Math.min(a, b) + " is " + Math.abs(a - b) + ".");
  }

  private String[] translation(Dice dice) {
    Entity word =
        dice.pick(
            grammar
                .table(dice.pick("things", "animals", "foods", "jobs"))
                .having("de", "es", "fr"));
    String language = dice.pick("de", "es", "fr");
    String name =
        switch (language) {
          case "de" -> "German";
          case "es" -> "Spanish";
          default -> "French";
        };
    return two(
        dice.pick(
            "What is '" + word.name() + "' in " + name + "?",
            "How do you say " + word.name() + " in " + name + "?",
            "Translate into " + name + ": the " + word.name()),
        "In " + name + " it is '" + word.get(language) + "'.");
  }

  private String[] extraction(Dice dice) {
    String number = String.valueOf(dice.between(10000, 99999));
    String person = dice.pick(grammar.table("people").rows()).name();
    String thing = dice.pick(grammar.table("things").rows()).name();
    return switch (dice.below(3)) {
      case 0 ->
          two(
              "Find the order number in this text: \""
                  + dice.pick("Hello, my order ", "My order number is ", "I ordered it as number ")
                  + number
                  + dice.pick(" has not come yet.\"", ", thank you.\"", ". Please help me.\""),
              "The order number is " + number + ".");
      case 1 ->
          two(
              "Who wrote this? \"The " + thing + " is broken. Best regards, " + person + "\"",
              "It was written by " + person + ".");
      default ->
          two(
              "What is the text about? \"My " + thing + " stopped working after two days.\"",
              "It is about " + an(thing) + " that stopped working.");
    };
  }

  private String[] service(Dice dice) {
    String thing = dice.pick(grammar.table("things").rows()).name();
    String number = String.valueOf(dice.between(10000, 99999));
    return switch (dice.below(9)) {
      case 0 ->
          two(
              "My " + thing + " is broken.",
              "I am sorry to hear that. Could you please tell me your order number?");
      case 1 ->
          two(
              "Where is my order " + number + "?",
              "Thank you for the order number. I will look where your parcel is.");
      case 2 ->
          two(
              dice.pick("I want my money back!", "This is unacceptable, I want a refund."),
              "I am sorry for the trouble. I will check what we can do for you.");
      case 3 ->
          two(
              "Wo bleibt meine Bestellung " + number + "?",
              "Vielen Dank für die Bestellnummer. Ich sehe nach, wo Ihr Paket ist.");
      case 4 ->
          two(
              "Mein Paket ist noch nicht da.",
              "Das tut mir leid. Bitte nennen Sie mir Ihre Bestellnummer.");
      case 5 ->
          two(
              "¿Dónde está mi pedido " + number + "?",
              "Gracias por el número de pedido. Voy a mirar dónde está su paquete.");
      case 6 ->
          two(
              "Mi paquete no ha llegado.",
              "Lo siento mucho. ¿Me puede decir su número de pedido, por favor?");
      case 7 ->
          two(
              "I forgot my password.",
              "No problem. I can send you a link to set a new password by email.");
      default ->
          two(
              "Can I change the address of my order " + number + "?",
              "If the order has not been sent yet, I can change the address for you.");
    };
  }

  private String[] list(Dice dice) {
    String table = dice.pick("animals", "foods", "jobs", "things");
    List<String> names =
        dice.pickDistinct(grammar.table(table).rows(), 3).stream().map(Entity::name).toList();
    String kind =
        switch (table) {
          case "animals" -> "animals";
          case "foods" -> "kinds of food";
          case "jobs" -> "jobs";
          default -> "things in a house";
        };
    return two(
        dice.pick("Name three " + kind + ".", "Can you give me three " + kind + "?"),
        capital(names.get(0)) + ", " + names.get(1) + " and " + names.get(2) + ".");
  }

  private static String[] opinion(Dice dice) {
    boolean good = dice.chance(50);
    String review =
        good
            ? dice.pick(
                "I love it, it works very well.",
                "Great quality and fast delivery!",
                "My children are very happy with it.")
            : dice.pick(
                "It broke after one day.",
                "Very bad quality, I am disappointed.",
                "The delivery took three weeks and nobody answered.");
    return two(
        "Is this review positive or negative? \"" + review + "\"",
        good ? "The review is positive." : "The review is negative.");
  }

  private static String[] courtesy(Dice dice) {
    return switch (dice.below(9)) {
      case 0 -> two(dice.pick("Hello!", "Hi", "Good morning", "hey"), "Hello! How can I help you?");
      case 1 ->
          two(
              dice.pick("Who are you?", "What is your name?"),
              "I am Pocket, a small language model made with Luthier.");
      case 2 -> two(dice.pick("Thank you!", "Thanks a lot"), "You are welcome!");
      case 3 -> two("How are you?", "I am fine, thank you. How can I help you?");
      case 4 -> two("Guten Tag!", "Guten Tag! Wie kann ich Ihnen helfen?");
      case 5 -> two("¡Hola!", "¡Hola! ¿En qué puedo ayudarle?");
      case 6 -> two("Bonjour!", "Bonjour ! Comment puis-je vous aider ?");
      case 7 ->
          two(
              dice.pick("What will the weather be tomorrow?", "What is my sister's name?"),
              "I do not know that, I am sorry.");
      default -> two(dice.pick("Goodbye", "Bye!"), "Goodbye, and have a nice day!");
    };
  }

  private static String[] two(String question, String answer) {
    return new String[] {question, answer};
  }

  private static String number(String digits) {
    return digits.matches("[0-9]|10") ? NUMBERS.get(Integer.parseInt(digits)) : digits;
  }

  private static String an(String noun) {
    return (noun.matches("(?i)(hour|honest).*|[aeio].*|u[^ns].*|umb.*|und.*") ? "an " : "a ")
        + noun;
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
