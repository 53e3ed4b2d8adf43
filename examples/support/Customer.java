import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;

/// Writes what a customer says: the core of the matter between greeting, order number and temper.
final class Customer {

  enum Manner {
    PLAIN,
    POLITE,
    ANGRY,
    SLANG,
    BRIEF
  }

  private final Phrases phrases;
  private final Phrases.Core core;
  private final Item item;
  private final Random random;

  Customer(Phrases phrases, Phrases.Core core, Item item, Random random) {
    this.phrases = phrases;
    this.core = core;
    this.item = item;
    this.random = random;
  }

  Manner manner() {
    if (core.slang() || core.angry()) {
      return core.slang() ? Manner.SLANG : Manner.ANGRY;
    }
    Policy.Situation situation = core.situation();
    boolean calm = situation == Policy.Situation.QUESTION || situation == Policy.Situation.ADDRESS;
    int roll = random.nextInt(100);
    if (roll < 18 && !calm) {
      return Manner.ANGRY;
    }
    return roll < 42 ? Manner.POLITE : Manner.PLAIN;
  }

  /// A whole message.
  ///
  /// @param facts sentences about the order
  /// @param mayBeCalm whether a remark such as "luckily nobody was hurt" would fit
  String message(List<String> facts, Manner manner, boolean mayBeCalm) {
    List<String> parts = new ArrayList<>(facts);
    Collections.shuffle(parts, random);
    boolean factFirst = !parts.isEmpty() && manner != Manner.POLITE && chance(22);
    parts.add(factFirst ? 1 : 0, core.text());
    wish().ifPresent(wish -> parts.add(parts.indexOf(core.text()) + 1, wish));
    if (manner == Manner.ANGRY && (!core.angry() || chance(30))) {
      parts.add(chance(35) ? 0 : parts.size(), phrases.any("angry", random));
    } else if (mayBeCalm && !core.angry() && manner == Manner.PLAIN && chance(15) && problem()) {
      boolean harmless = core.situation() == Policy.Situation.DEFECT && chance(50);
      parts.add(phrases.any(harmless ? "calm" : "aside", random));
    }
    String greeting = "";
    switch (manner) {
      case POLITE -> {
        greeting = chance(75) ? phrases.any("greeting polite", random) : "";
        parts.add(greeting.isEmpty() || chance(50) ? phrases.any("closing polite", random) : "");
      }
      case PLAIN -> {
        greeting = chance(35) ? phrases.any("greeting plain", random) : "";
        parts.add(chance(25) ? phrases.any("closing plain", random) : "");
      }
      case ANGRY -> greeting = chance(12) ? phrases.any("greeting plain", random) : "";
      case BRIEF -> {}
      case SLANG -> parts.add(chance(25) ? phrases.any("closing slang", random) : "");
    }
    parts.removeIf(String::isEmpty);
    greeting = core.kind().equals("hello") ? "" : greeting;
    String text = joined(parts, manner);
    return noisy(item.fill(greeting.isEmpty() ? text : greeted(greeting, text)), manner);
  }

  /// Most customers say what they want in plain words, too, where the story does not.
  private Optional<String> wish() {
    String cue = "cue " + core.situation().word();
    if (!phrases.has(cue) || !chance(70)) {
      return Optional.empty();
    }
    Pattern words = Pattern.compile(phrases.lines(cue).getFirst(), Pattern.CASE_INSENSITIVE);
    if (words.matcher(core.text()).find()) {
      return Optional.empty();
    }
    List<String> wishes =
        phrases.lines("ask " + core.situation().word()).stream()
            .filter(line -> core.mentionsItem() || !line.contains("{"))
            .toList();
    return wishes.isEmpty()
        ? Optional.empty()
        : Optional.of(wishes.get(random.nextInt(wishes.size())));
  }

  String noisy(String text, Manner manner) {
    boolean slang = manner == Manner.SLANG;
    Noise noise = new Noise(random);
    return noise.apply(text, phrases.language(), slang, manner == Manner.ANGRY).strip();
  }

  /// A question about the shop takes a greeting but no story.
  private boolean problem() {
    return core.situation().needsOrder() || core.situation() == Policy.Situation.PASSWORD;
  }

  private static String joined(List<String> parts, Manner manner) {
    StringBuilder out = new StringBuilder();
    for (String part : parts) {
      boolean open = !out.isEmpty() && out.toString().matches("(?s).*[\\p{L}\\p{N}]");
      String stop = open && manner != Manner.SLANG ? "." : open ? "," : "";
      out.append(out.isEmpty() ? "" : stop + " ").append(part);
    }
    return out.toString();
  }

  private String greeted(String greeting, String text) {
    boolean line = greeting.startsWith("Dear") || chance(40);
    boolean comma = greeting.endsWith(",");
    boolean lower = comma && (phrases.language().equals("de") || !line);
    return greeting + (line ? "\n" : " ") + (lower ? withSmallStart(text) : text);
  }

  /// After "Hello," a sentence goes on with a small letter, unless its first word keeps its
  /// capital.
  private String withSmallStart(String text) {
    String start = text.startsWith("¿") || text.startsWith("¡") ? text.substring(0, 1) : "";
    String rest = text.substring(start.length());
    String word = rest.split("[ ,.:]", 2)[0];
    boolean fixed =
        word.length() > 1 && !word.substring(1).equals(word.substring(1).toLowerCase())
            || word.matches("I|I'm|Sie|Ihr|Ihre|Bestellung|Bestellnummer|Übermorgen");
    return fixed || rest.startsWith("{")
        ? start + smallSlot(rest)
        : start + rest.substring(0, 1).toLowerCase() + rest.substring(1);
  }

  private static String smallSlot(String text) {
    boolean slot = text.startsWith("{") && !text.startsWith("{N}");
    return slot ? "{" + text.substring(1, 2).toLowerCase() + text.substring(2) : text;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
