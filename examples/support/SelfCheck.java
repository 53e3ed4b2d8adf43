import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a finished conversation as a stranger would and decides again: every tag must follow from
/// the policy, the facts must be those that the text tells, and no reply may make up a number.
final class SelfCheck {

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /// Numbers of the policy and of the shop: days, warranty, opening hours, prices, discount.
  private static final Set<String> SHOP_NUMBERS =
      Set.of("30", "2", "10", "9", "5", "17", "4", "90", "50", "3");

  private static final int MOST_CHARACTERS = 1200;

  private final Conversation conversation;
  private final List<String> faults = new ArrayList<>();

  private SelfCheck(Conversation conversation) {
    this.conversation = conversation;
  }

  /// Throws when the conversation breaks the rules of this data set.
  static void of(Conversation conversation) {
    SelfCheck check = new SelfCheck(conversation);
    check.form();
    StringBuilder before = new StringBuilder();
    for (Conversation.Message message : conversation.messages()) {
      if (message.role().equals("assistant")) {
        check.reply(message, before.toString());
      }
      before.append(message.content()).append('\n');
    }
    if (!check.faults.isEmpty()) {
      String text = conversation.messages().toString();
      throw new IllegalStateException(
          conversation.group() + ": " + String.join("; ", check.faults) + "\n" + text);
    }
  }

  private void form() {
    List<Conversation.Message> messages = conversation.messages();
    for (int i = 0; i < messages.size(); i++) {
      String content = messages.get(i).content();
      String expected = i == 0 ? "system" : i % 2 == 1 ? "user" : "assistant";
      require(messages.get(i).role().equals(expected), "message " + i + " is not of " + expected);
      require(!content.isBlank() && content.equals(content.strip()), "blanks around " + i);
      require(!content.matches("(?s).*([{}]|  ).*"), "open slot or two blanks: " + content);
    }
    require(messages.size() >= 3 && messages.size() % 2 == 1, "the last message is no reply");
    require(conversation.characters() <= MOST_CHARACTERS, "it is too long");
  }

  private void reply(Conversation.Message message, String before) {
    Matcher tag = Conversation.TAG.matcher(message.content());
    if (!tag.lookingAt() || tag.end() == message.content().length()) {
      faults.add("no tag or no text in: " + message.content());
      return;
    }
    Conversation.Basis basis = message.basis().orElseThrow();
    String decided = Policy.decide(basis.situation(), basis.order()).tag();
    require(decided.equals(tag.group(1)), "the policy asks for " + decided + ": " + message);
    facts(basis.order(), before);
    numbers(message.content(), before);
  }

  /// The facts of the decision stand in the system message, or in the customer's own words.
  private void facts(Order order, String before) {
    Order recorded = Order.read(conversation.facts());
    if (recorded.state() != Order.State.UNKNOWN) {
      require(recorded.equals(order), "decided on other facts than " + conversation.facts());
    } else if (!conversation.group().startsWith("hand-")) {
      // Handwritten customers tell facts in words that no pattern finds.
      int line = before.lastIndexOf('\n', before.length() - 2);
      Optional<Order> told = Order.told(before.substring(line + 1));
      require(told.isEmpty() || told.get().equals(order), "the customer tells other facts");
    }
  }

  private void numbers(String reply, String before) {
    Matcher number = NUMBER.matcher(reply);
    while (number.find()) {
      boolean known = SHOP_NUMBERS.contains(number.group()) || before.contains(number.group());
      require(known, number.group() + " comes from nowhere in: " + reply);
    }
  }

  private void require(boolean holds, String fault) {
    if (!holds) {
      faults.add(fault);
    }
  }
}
