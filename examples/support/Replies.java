import java.util.List;
import java.util.Random;

/// Writes the shop's replies: the action, an opening, and one or two sentences with the product,
/// the number or the date.
final class Replies {

  private final Phrases phrases;
  private final Phrases.Core core;
  private final Item item;
  private final Random random;

  Replies(Phrases phrases, Phrases.Core core, Item item, Random random) {
    this.phrases = phrases;
    this.core = core;
    this.item = item;
    this.random = random;
  }

  /// A reply to this core, or to what was added to it (`situation`).
  Conversation.Message to(
      Policy.Situation situation, Order order, String number, Customer.Manner manner) {
    Policy.Action action = Policy.decide(situation, order);
    String section = section(action, situation);
    String open = choose(section, true, number, order, true);
    boolean angry = manner == Customer.Manner.ANGRY;
    if (angry && action != Policy.Action.ANSWER && situation != Policy.Situation.DANGER) {
      open = choose(angryOpening(action, situation), true, number, order, true);
    }
    boolean brief = manner == Customer.Manner.SLANG && random.nextInt(100) < 40;
    String text = brief ? "" : open + " ";
    text += choose(section, false, number, order, !namesItem(text));
    return message(situation, order, number, text);
  }

  /// A reply whose text is given; slots are filled.
  Conversation.Message message(
      Policy.Situation situation, Order order, String number, String text) {
    String filled =
        item.fill(text.replace("{n}", number).replace("{ago}", order.ago(phrases.language())));
    Policy.Action action = Policy.decide(situation, order);
    return Conversation.Message.reply(action, filled, new Conversation.Basis(situation, order));
  }

  private String section(Policy.Action action, Policy.Situation situation) {
    return switch (action) {
      case ASK_ORDER -> "reply ask_order";
      case ANSWER -> "reply answer " + core.kind();
      default -> "reply " + action.tag() + " " + situation.word();
    };
  }

  private static String angryOpening(Policy.Action action, Policy.Situation situation) {
    boolean wanted = situation != Policy.Situation.UNWANTED;
    return switch (action) {
      case DECLINE -> "angry reply decline";
      case REPLACE, REPAIR -> "angry reply";
      case REFUND -> wanted ? "angry reply" : "angry reply soft";
      default -> "angry reply soft";
    };
  }

  /// An opening (`<`) or a continuation. It names the product only if the customer did and if it
  /// `mayName` it, and only facts that are known.
  private String choose(
      String section, boolean opening, String number, Order order, boolean mayName) {
    List<String> lines =
        phrases.lines(section).stream()
            .filter(line -> line.startsWith("< ") == opening)
            .filter(line -> !number.isEmpty() || !line.contains("{n}"))
            .filter(line -> order.count() > 0 || !line.contains("{ago}"))
            .filter(line -> mayName && core.mentionsItem() || !namesItem(line))
            .toList();
    String line = lines.get(random.nextInt(lines.size()));
    return opening ? line.substring(2) : line;
  }

  private static boolean namesItem(String line) {
    return line.replace("{n}", "").replace("{ago}", "").contains("{");
  }
}
