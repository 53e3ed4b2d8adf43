import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Composes the conversations of one ticket: one core in a few variants, most of which differ in a
/// single fact and therefore in the action.
///
/// Every ticket has its own random numbers, drawn from its name: a phrase that is added to one
/// section changes the tickets which use that section and no others.
final class Composer {

  private enum Manner {
    PLAIN,
    POLITE,
    ANGRY,
    SLANG
  }

  private final Phrases phrases;
  private final String policy;
  private final Phrases.Core core;
  private final String group;
  private final Random random;
  private final Phrases.Item item;

  Composer(Phrases phrases, String policy, Phrases.Core core, String group, long seed) {
    this.phrases = phrases;
    this.policy = policy;
    this.core = core;
    this.group = group;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L ^ hash(group));
    List<String> names = phrases.itemNames(core.kind());
    String name = core.item().isEmpty() ? names.get(random.nextInt(names.size())) : core.item();
    this.item = Phrases.Item.of(phrases.language(), name);
  }

  private static long hash(String text) {
    long hash = 1125899906842597L;
    for (char c : text.toCharArray()) {
      hash = 31 * hash + c;
    }
    return hash * 0xBF58476D1CE4E5B9L;
  }

  /// At most `count` variants; fewer where the policy knows fewer outcomes and one is enough.
  List<Conversation> compose(int count) {
    List<Conversation> conversations = new ArrayList<>();
    for (Policy.Outcome outcome : draw(Policy.outcomes(core.situation()), count)) {
      conversations.add(conversation(outcome));
    }
    return conversations;
  }

  private List<Policy.Outcome> draw(List<Policy.Outcome> all, int count) {
    if (all.size() == 1) {
      return Collections.nCopies(count, all.getFirst());
    }
    List<Policy.Outcome> drawn = new ArrayList<>();
    Set<Policy.Outcome> left = new HashSet<>(all);
    while (drawn.size() < Math.min(count, all.size())) {
      List<Policy.Outcome> candidates = all.stream().filter(left::contains).toList();
      int ticket = random.nextInt(candidates.stream().mapToInt(Policy.Outcome::weight).sum());
      for (Policy.Outcome candidate : candidates) {
        ticket -= candidate.weight();
        if (ticket < 0) {
          drawn.add(candidate);
          left.remove(candidate);
          break;
        }
      }
    }
    return drawn;
  }

  private Conversation conversation(Policy.Outcome outcome) {
    if (outcome.action() == Policy.Action.ASK_ORDER_NUMBER) {
      return chance(45) ? askedAndAnswered() : single(outcome, false, false);
    }
    boolean order = Policy.needsOrder(core.situation()) ? needed(outcome) : chance(sparse());
    return single(outcome, order, order && chance(48));
  }

  /// An escalation does not depend on the order number, so half of them come without.
  private boolean needed(Policy.Outcome outcome) {
    return outcome.action() != Policy.Action.ESCALATE_HUMAN || chance(50);
  }

  private int sparse() {
    return switch (core.situation()) {
      case "escalate" -> 40;
      case "password" -> 20;
      default -> 0;
    };
  }

  /// One question, one answer. `order`: the order number is known; `recorded`: the shop's system
  /// has looked it up, so that the fact stands in the system message and not in the customer's.
  private Conversation single(Policy.Outcome outcome, boolean order, boolean recorded) {
    Manner manner = manner();
    String number = number();
    List<String> facts = new ArrayList<>();
    boolean ask = outcome.action() == Policy.Action.ASK_ORDER_NUMBER;
    if (ask && chance(60)) {
      facts.add(phrases.any("no number", random));
    }
    if (order && (!recorded || chance(50))) {
      facts.add(phrases.any("number", random).replace("{n}", number));
    }
    if (!recorded && (order || chance(40)) && outcome.fact() != Policy.Fact.NOTHING) {
      facts.add(time(outcome.fact()));
    }
    String extra = "";
    if (outcome.action() == Policy.Action.ESCALATE_HUMAN && Policy.needsOrder(core.situation())) {
      extra = escalation();
      facts.add(phrases.any("add " + extra, random));
    }
    List<Conversation.Message> messages = new ArrayList<>();
    String record = "\nOrder " + number + ": " + outcome.fact().record(random) + ".";
    messages.add(new Conversation.Message("system", policy + (recorded ? record : "")));
    messages.add(new Conversation.Message("user", customer(facts, manner, extra.isEmpty())));
    messages.add(reply(outcome.action(), manner, extra));
    if (!ask && chance(4)) {
      followUp(outcome.action(), messages);
    }
    return new Conversation(group, phrases.language(), messages);
  }

  /// First without a number, which the assistant asks for; then the number and the missing fact.
  private Conversation askedAndAnswered() {
    List<Policy.Outcome> solvable =
        Policy.outcomes(core.situation()).stream()
            .filter(outcome -> outcome.action() != Policy.Action.ASK_ORDER_NUMBER)
            .filter(outcome -> outcome.action() != Policy.Action.ESCALATE_HUMAN)
            .toList();
    Policy.Outcome outcome = draw(solvable, 1).getFirst();
    Manner manner = manner();
    boolean hasFact = outcome.fact() != Policy.Fact.NOTHING;
    boolean early = hasFact && chance(50);
    List<String> facts = new ArrayList<>();
    if (early) {
      facts.add(time(outcome.fact()));
    }
    String second = phrases.any("number reply", random).replace("{n}", number());
    if (hasFact && !early) {
      String end = second.matches(".*[.!?]") ? " " : ". ";
      second += end + time(outcome.fact());
    }
    List<Conversation.Message> messages = new ArrayList<>();
    messages.add(new Conversation.Message("system", policy));
    messages.add(new Conversation.Message("user", customer(facts, manner, true)));
    messages.add(reply(Policy.Action.ASK_ORDER_NUMBER, manner, ""));
    messages.add(new Conversation.Message("user", noisy(second, manner)));
    messages.add(reply(outcome.action(), Manner.PLAIN, ""));
    return new Conversation(group, phrases.language(), messages);
  }

  private void followUp(Policy.Action action, List<Conversation.Message> messages) {
    String section = "followup " + action.tag();
    if (phrases.has(section)) {
      String[] pair = phrases.any(section, random).split(" \\| ");
      messages.add(new Conversation.Message("user", pair[0]));
      messages.add(tagged(Policy.Action.ANSWER, pair[1]));
    }
  }

  private String escalation() {
    boolean harmful = core.situation().equals("defect") && core.kind().equals("electric");
    return harmful && chance(60) ? "injury" : chance(60) ? "legal" : "human";
  }

  private String time(Policy.Fact fact) {
    String clause = phrases.any(fact.clauses, random);
    String time = fact.times.isEmpty() ? "" : phrases.any(fact.times, random);
    return clause.replace("{when}", time);
  }

  private Manner manner() {
    if (core.slang() || core.angry()) {
      return core.slang() ? Manner.SLANG : Manner.ANGRY;
    }
    boolean calm = core.situation().equals("answer") || core.situation().equals("address");
    int roll = random.nextInt(100);
    if (roll < 20 && !calm) {
      return Manner.ANGRY;
    }
    return roll < 48 ? Manner.POLITE : Manner.PLAIN;
  }

  // ------------------------------------------------------------------ the customer's text

  private String customer(List<String> facts, Manner manner, boolean mayBeCalm) {
    List<String> parts = new ArrayList<>(facts);
    Collections.shuffle(parts, random);
    boolean factFirst = !parts.isEmpty() && manner != Manner.POLITE && chance(22);
    parts.add(factFirst ? 1 : 0, core.text());
    if (manner == Manner.ANGRY && (!core.angry() || chance(30))) {
      parts.add(chance(35) ? 0 : parts.size(), phrases.any("angry", random));
    } else if (mayBeCalm && manner != Manner.SLANG && chance(14) && problem()) {
      boolean harmless = core.situation().equals("defect") && chance(50);
      parts.add(phrases.any(harmless ? "calm" : "aside", random));
    }
    String greeting = "";
    switch (manner) {
      case POLITE -> {
        greeting = chance(80) ? phrases.any("greeting polite", random) : "";
        parts.add(chance(80) ? phrases.any("closing polite", random) : "");
      }
      case PLAIN -> {
        greeting = chance(45) ? phrases.any("greeting plain", random) : "";
        parts.add(chance(35) ? phrases.any("closing plain", random) : "");
      }
      case ANGRY -> greeting = chance(15) ? phrases.any("greeting plain", random) : "";
      case SLANG -> parts.add(chance(30) ? phrases.any("closing slang", random) : "");
    }
    parts.removeIf(String::isEmpty);
    String text = joined(parts, manner);
    return noisy(item.fill(greeting.isEmpty() ? text : greeted(greeting, text)), manner);
  }

  /// A question about the shop takes a greeting but no story.
  private boolean problem() {
    return Policy.needsOrder(core.situation()) || core.situation().equals("password");
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
  // capital.
  private String withSmallStart(String text) {
    String start = text.startsWith("¿") || text.startsWith("¡") ? text.substring(0, 1) : "";
    String rest = text.substring(start.length());
    String word = rest.split("[ ,.:]", 2)[0];
    boolean fixed =
        word.length() > 1 && !word.substring(1).equals(word.substring(1).toLowerCase())
            || word.matches("I|I'm|Sie|Ihr|Ihre|Bestellung|Bestellnummer|Nr|N");
    return fixed || rest.startsWith("{")
        ? start + smallSlot(rest)
        : start + rest.substring(0, 1).toLowerCase() + rest.substring(1);
  }

  private static String smallSlot(String text) {
    boolean slot = text.startsWith("{") && !text.startsWith("{N}");
    return slot ? "{" + text.substring(1, 2).toLowerCase() + text.substring(2) : text;
  }

  private String noisy(String text, Manner manner) {
    boolean slang = manner == Manner.SLANG;
    Noise noise = new Noise(random);
    return noise.apply(text, phrases.language(), slang, manner == Manner.ANGRY).strip();
  }

  // ------------------------------------------------------------------ the reply

  private Conversation.Message reply(Policy.Action action, Manner manner, String extra) {
    String kind =
        action == Policy.Action.ESCALATE_HUMAN || action == Policy.Action.ANSWER
            ? (extra.isEmpty() ? core.kind() : extra)
            : core.situation();
    String section = "reply " + action.tag();
    section = phrases.has(section) ? section : section + " " + kind;
    String open = choose(section, true);
    if (manner == Manner.ANGRY && !kind.equals("injury") && action != Policy.Action.ANSWER) {
      open = choose(angryOpening(action), true);
    }
    return tagged(action, item.fill(open + " " + choose(section, false)));
  }

  private String angryOpening(Policy.Action action) {
    return switch (action) {
      case DECLINE -> "angry reply decline";
      case REPLACE, WARRANTY_REPAIR -> "angry reply";
      case REFUND -> core.situation().equals("unwanted") ? "angry reply soft" : "angry reply";
      default -> "angry reply soft";
    };
  }

  /// An opening (`<`) or a continuation that names the item only if the customer did.
  private String choose(String section, boolean opening) {
    List<String> lines =
        phrases.lines(section).stream()
            .filter(line -> line.startsWith("< ") == opening)
            .filter(line -> core.mentionsItem() || !line.contains("{"))
            .toList();
    String line = lines.get(random.nextInt(lines.size()));
    return opening ? line.substring(2) : line;
  }

  private static Conversation.Message tagged(Policy.Action action, String text) {
    return new Conversation.Message("assistant", "[action: " + action.tag() + "]\n" + text);
  }

  private String number() {
    return String.valueOf(random.nextInt(10_000, 100_000));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
