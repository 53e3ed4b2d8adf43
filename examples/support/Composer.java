import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Composes the conversations of one ticket: one core in a few variants, most of which differ in
/// the facts about the order and therefore in the action.
///
/// Every ticket has its own random numbers, drawn from its name: a phrase that is added to one
/// section changes the tickets which use that section and no others.
final class Composer {

  private final Phrases phrases;
  private final String policy;
  private final Phrases.Core core;
  private final String group;
  private final Random random;
  private final Customer customer;
  private final Replies replies;

  Composer(Phrases phrases, String policy, Phrases.Core core, String group, long seed) {
    this.phrases = phrases;
    this.policy = policy;
    this.core = core;
    this.group = group;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L ^ hash(group));
    List<String> names = phrases.itemNames(core.kind());
    String name = core.item().isEmpty() ? names.get(random.nextInt(names.size())) : core.item();
    Item item = Item.of(phrases.language(), name);
    this.customer = new Customer(phrases, core, item, random);
    this.replies = new Replies(phrases, core, item, random);
  }

  private static long hash(String text) {
    long hash = 1125899906842597L;
    for (char c : text.toCharArray()) {
      hash = 31 * hash + c;
    }
    return hash * 0xBF58476D1CE4E5B9L;
  }

  /// At most `count` variants; fewer where the policy knows fewer kinds of facts.
  List<Conversation> compose(int count) {
    List<Conversation> conversations = new ArrayList<>();
    for (Policy.Facts facts : draw(Policy.facts(core.situation()), count)) {
      conversations.add(conversation(facts));
    }
    return conversations;
  }

  private List<Policy.Facts> draw(List<Policy.Weighted> all, int count) {
    List<Policy.Facts> drawn = new ArrayList<>();
    Set<Policy.Weighted> left = new HashSet<>(all);
    while (drawn.size() < Math.min(count, all.size())) {
      List<Policy.Weighted> candidates = all.stream().filter(left::contains).toList();
      int ticket = random.nextInt(candidates.stream().mapToInt(Policy.Weighted::weight).sum());
      for (Policy.Weighted candidate : candidates) {
        ticket -= candidate.weight();
        if (ticket < 0) {
          drawn.add(candidate.facts());
          left.remove(candidate);
          break;
        }
      }
    }
    return drawn;
  }

  private Conversation conversation(Policy.Facts facts) {
    boolean unknown = facts == Policy.Facts.UNKNOWN;
    if (unknown && core.situation().needsOrder() && chance(40)) {
      return askedAndAnswered();
    }
    if (facts == Policy.Facts.GRAVE) {
      return grave(facts.draw(random));
    }
    boolean vague = core.situation().needsOrder() && !unknown && chance(5);
    return vague ? vague(facts.draw(random)) : single(facts.draw(random));
  }

  /// One question, one answer, and now and then a word after it.
  private Conversation single(Order order) {
    Customer.Manner manner = customer.manner();
    String number = number();
    List<Conversation.Message> messages = opened(order, number);
    List<String> told = new ArrayList<>();
    boolean known = order.state() != Order.State.UNKNOWN;
    if (tells(known)) {
      told.add(phrases.any(known ? "number" : "no number", random).replace("{n}", number));
    }
    messages.add(Conversation.Message.user(customer.message(told, manner, true)));
    messages.add(replies.to(core.situation(), order, known ? number : "", manner));
    Policy.Action action = Policy.decide(core.situation(), order);
    if (action == Policy.Action.DECLINE && chance(12)) {
      pushback(order, number, messages);
    } else if (action != Policy.Action.ASK_ORDER && chance(3)) {
      followUp(action, order, number, messages);
    }
    return new Conversation(group, phrases.language(), messages);
  }

  /// Does the customer write the order's number, or why it is missing?
  private boolean tells(boolean known) {
    if (core.situation() == Policy.Situation.QUESTION) {
      return false;
    }
    return known ? chance(45) : core.situation().needsOrder() && chance(40);
  }

  /// The same core, but with an injury, a lawyer or the wish for a person on top of it.
  private Conversation grave(Order drawn) {
    Policy.Situation situation = added();
    Order order = core.situation() == Policy.Situation.LATE ? lateOrder() : drawn;
    Customer.Manner manner = customer.manner();
    String number = number();
    List<Conversation.Message> messages = opened(order, number);
    List<String> told = List.of(phrases.any("add " + situation.word(), random));
    messages.add(Conversation.Message.user(customer.message(told, manner, false)));
    messages.add(replies.to(situation, order, number, manner));
    return new Conversation(group, phrases.language(), messages);
  }

  private Policy.Situation added() {
    boolean harmful = core.situation() == Policy.Situation.DEFECT && core.kind().equals("electric");
    if (harmful && chance(60)) {
      return Policy.Situation.DANGER;
    }
    return chance(60) ? Policy.Situation.LEGAL : Policy.Situation.HUMAN;
  }

  private Order lateOrder() {
    return (chance(50) ? Policy.Facts.RECENT : Policy.Facts.OVERDUE).draw(random);
  }

  /// First something vague, then the matter itself.
  private Conversation vague(Order order) {
    String number = number();
    List<Conversation.Message> messages = opened(order, number);
    messages.add(Conversation.Message.user(phrases.any("vague opening", random)));
    String question = phrases.any("vague reply", random);
    messages.add(replies.message(Policy.Situation.QUESTION, order, number, question));
    Customer.Manner manner = core.slang() ? Customer.Manner.SLANG : Customer.Manner.BRIEF;
    messages.add(Conversation.Message.user(customer.message(List.of(), manner, false)));
    messages.add(replies.to(core.situation(), order, number, manner));
    return new Conversation(group, phrases.language(), messages);
  }

  /// First without a number, which the assistant asks for; then the number and the facts.
  private Conversation askedAndAnswered() {
    List<Policy.Weighted> solvable =
        Policy.facts(core.situation()).stream()
            .filter(weighted -> weighted.facts() != Policy.Facts.UNKNOWN)
            .filter(weighted -> weighted.facts() != Policy.Facts.GRAVE)
            .toList();
    Policy.Facts facts = draw(solvable, 1).getFirst();
    Order order = facts.draw(random);
    String number = number();
    Customer.Manner manner = customer.manner();
    List<Conversation.Message> messages = opened(Order.UNKNOWN, "");
    messages.add(Conversation.Message.user(customer.message(List.of(), manner, true)));
    messages.add(replies.to(core.situation(), Order.UNKNOWN, "", manner));
    boolean any = facts == Policy.Facts.ANY;
    String state = any ? "plain" : order.state().name().toLowerCase();
    String told = phrases.any("number reply " + state, random).replace("{n}", number);
    messages.add(Conversation.Message.user(told.replace("{ago}", order.ago(phrases.language()))));
    messages.add(replies.to(core.situation(), order, number, Customer.Manner.PLAIN));
    return new Conversation(group, phrases.language(), messages);
  }

  private void pushback(Order order, String number, List<Conversation.Message> messages) {
    String text = phrases.any("pushback", random);
    boolean legal = text.matches("(?s).*(lawyer|court|Anwalt|abogado).*");
    Policy.Situation situation = legal ? Policy.Situation.LEGAL : Policy.Situation.HUMAN;
    messages.add(Conversation.Message.user(text));
    messages.add(replies.to(situation, order, number, Customer.Manner.PLAIN));
  }

  private void followUp(
      Policy.Action action, Order order, String number, List<Conversation.Message> messages) {
    String section = "followup " + action.tag();
    if (phrases.has(section)) {
      String[] pair = phrases.any(section, random).split(" \\| ");
      messages.add(Conversation.Message.user(pair[0]));
      messages.add(replies.message(Policy.Situation.QUESTION, order, number, pair[1]));
    }
  }

  private List<Conversation.Message> opened(Order order, String number) {
    List<Conversation.Message> messages = new ArrayList<>();
    messages.add(Conversation.Message.system(policy + "\n" + order.line(number)));
    return messages;
  }

  private String number() {
    return String.valueOf(random.nextInt(10_000, 100_000));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
