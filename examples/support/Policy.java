import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// The policy of the shop: which action answers which situation under which facts.
final class Policy {

  /// Every action that a reply may name.
  enum Action {
    ANSWER,
    ASK_ORDER,
    CHANGE,
    DECLINE,
    ESCALATE,
    REFUND,
    REPAIR,
    REPLACE,
    SEND_LINK,
    TRACK;

    String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What a customer may want.
  enum Situation {
    DEFECT,
    DAMAGED,
    WRONG,
    LATE,
    UNWANTED,
    CANCEL,
    ADDRESS,
    INVOICE,
    DOUBLE,
    PASSWORD,
    DANGER,
    LEGAL,
    FRAUD,
    HUMAN,
    QUESTION;

    static Situation of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Does it concern one certain order, which must be known first?
    boolean needsOrder() {
      return ordinal() <= DOUBLE.ordinal();
    }

    boolean isGrave() {
      return this == DANGER || this == LEGAL || this == FRAUD || this == HUMAN;
    }
  }

  /// States of an order, as far as the policy tells them apart. The ranges keep a distance from its
  /// limits: a day more or less must not decide.
  enum Facts {
    FRESH,
    OLD,
    ANCIENT,
    RECENT,
    OVERDUE,
    OPEN,
    ANY,
    UNKNOWN,
    GRAVE;

    Order draw(RandomGenerator random) {
      return switch (this) {
        case FRESH -> Order.days(Order.State.DELIVERED, random.nextInt(2, 28));
        case OLD ->
            random.nextInt(10) < 3
                ? Order.days(Order.State.DELIVERED, random.nextInt(36, 90))
                : new Order(Order.State.DELIVERED, random.nextInt(2, 22), Order.Unit.MONTH);
        case ANCIENT -> new Order(Order.State.DELIVERED, random.nextInt(3, 8), Order.Unit.YEAR);
        case RECENT -> Order.days(Order.State.SHIPPED, random.nextInt(2, 9));
        case OVERDUE -> Order.days(Order.State.SHIPPED, random.nextInt(12, 40));
        case OPEN -> Order.OPEN;
        case ANY, GRAVE -> Order.days(Order.State.DELIVERED, random.nextInt(2, 60));
        case UNKNOWN -> Order.UNKNOWN;
      };
    }
  }

  /// Facts and how often they are drawn.
  record Weighted(Facts facts, int weight) {}

  private Policy() {}

  /// The action that the policy asks for.
  static Action decide(Situation situation, Order order) {
    if (situation.isGrave()) {
      return Action.ESCALATE;
    }
    if (situation == Situation.QUESTION) {
      return Action.ANSWER;
    }
    if (situation == Situation.PASSWORD) {
      return Action.SEND_LINK;
    }
    if (order.state() == Order.State.UNKNOWN) {
      return Action.ASK_ORDER;
    }
    boolean shipped = order.state() == Order.State.SHIPPED;
    boolean delivered = order.state() == Order.State.DELIVERED;
    return switch (situation) {
      case DEFECT, DAMAGED, WRONG -> {
        if (!delivered) {
          throw new IllegalStateException("nothing can be faulty before it is delivered");
        }
        boolean repair = situation == Situation.DEFECT && order.days() <= 730;
        yield order.days() <= 30 ? Action.REPLACE : repair ? Action.REPAIR : Action.DECLINE;
      }
      case UNWANTED -> delivered && order.days() <= 30 ? Action.REFUND : Action.DECLINE;
      case LATE -> shipped && order.days() > 10 ? Action.REFUND : Action.TRACK;
      case CANCEL, ADDRESS -> order.equals(Order.OPEN) ? Action.CHANGE : Action.DECLINE;
      case DOUBLE -> Action.REFUND;
      case INVOICE -> Action.SEND_LINK;
      default -> throw new IllegalStateException("unknown situation " + situation);
    };
  }

  /// The facts under which a situation is told.
  static List<Weighted> facts(Situation situation) {
    return switch (situation) {
      case DEFECT ->
          List.of(
              new Weighted(Facts.FRESH, 8),
              new Weighted(Facts.OLD, 12),
              new Weighted(Facts.ANCIENT, 6),
              new Weighted(Facts.UNKNOWN, 4),
              new Weighted(Facts.GRAVE, 1));
      case DAMAGED, WRONG ->
          List.of(
              new Weighted(Facts.FRESH, 10),
              new Weighted(Facts.UNKNOWN, 6),
              new Weighted(Facts.GRAVE, 1));
      case LATE ->
          List.of(
              new Weighted(Facts.RECENT, 14),
              new Weighted(Facts.OVERDUE, 8),
              new Weighted(Facts.UNKNOWN, 6),
              new Weighted(Facts.GRAVE, 1));
      case UNWANTED ->
          List.of(
              new Weighted(Facts.FRESH, 4),
              new Weighted(Facts.OLD, 3),
              new Weighted(Facts.UNKNOWN, 2));
      case CANCEL, ADDRESS ->
          List.of(
              new Weighted(Facts.OPEN, 6),
              new Weighted(Facts.RECENT, 3),
              new Weighted(Facts.UNKNOWN, 2));
      case INVOICE, DOUBLE -> List.of(new Weighted(Facts.ANY, 6), new Weighted(Facts.UNKNOWN, 2));
      default -> List.of(new Weighted(Facts.UNKNOWN, 7), new Weighted(Facts.ANY, 3));
    };
  }
}
