import java.util.List;
import java.util.random.RandomGenerator;

/// The policy of the shop as data: which action answers which situation under which fact.
final class Policy {

  /// Every action that a reply may name.
  enum Action {
    ANSWER,
    ASK_ORDER_NUMBER,
    CANCEL_ORDER,
    CHANGE_ADDRESS,
    DECLINE,
    ESCALATE_HUMAN,
    INVOICE_COPY,
    REFUND,
    REPLACE,
    RESET_PASSWORD,
    TRACK_ORDER,
    WARRANTY_REPAIR;

    static Action of(String tag) {
      return valueOf(tag.toUpperCase(java.util.Locale.ROOT));
    }

    String tag() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// What is known about the order. The ranges keep a distance from the limits of the policy: a day
  /// more or less must not decide.
  enum Fact {
    FRESH("clause delivered", "when fresh"),
    OLD("clause delivered", "when old"),
    ANCIENT("clause delivered", "when ancient"),
    SHORT("clause shipped", "when short"),
    LONG("clause shipped", "when long"),
    OPEN("state open", ""),
    SHIPPED("state shipped", ""),
    NOTHING("", "");

    final String clauses;
    final String times;

    Fact(String clauses, String times) {
      this.clauses = clauses;
      this.times = times;
    }

    /// The fact as the shop's order system words it.
    String record(RandomGenerator random) {
      return switch (this) {
        case FRESH -> "delivered " + ago(random.nextInt(1, 27), "day");
        case OLD ->
            random.nextBoolean()
                ? "delivered " + ago(random.nextInt(36, 96), "day")
                : "delivered " + ago(random.nextInt(3, 21), "month");
        case ANCIENT -> "delivered " + ago(random.nextInt(3, 7), "year");
        case SHORT -> "shipped " + ago(random.nextInt(1, 9), "day");
        case LONG -> "shipped " + ago(random.nextInt(12, 31), "day");
        case OPEN -> random.nextBoolean() ? "not shipped" : "being packed, not shipped";
        case SHIPPED -> random.nextBoolean() ? "shipped today" : "shipped yesterday";
        case NOTHING -> "delivered " + ago(random.nextInt(2, 60), "day");
      };
    }

    private static String ago(int number, String unit) {
      return number + " " + unit + (number == 1 ? "" : "s") + " ago";
    }
  }

  /// One line of the policy: under this fact, this action. `weight` says how often it is drawn.
  record Outcome(Action action, Fact fact, int weight) {}

  private Policy() {}

  /// Does a request of this situation concern one certain order?
  static boolean needsOrder(String situation) {
    return switch (situation) {
      case "password", "escalate", "answer" -> false;
      default -> true;
    };
  }

  static List<Outcome> outcomes(String situation) {
    return switch (situation) {
      case "defect" ->
          List.of(
              new Outcome(Action.REPLACE, Fact.FRESH, 4),
              new Outcome(Action.WARRANTY_REPAIR, Fact.OLD, 6),
              new Outcome(Action.DECLINE, Fact.ANCIENT, 3),
              new Outcome(Action.ASK_ORDER_NUMBER, Fact.OLD, 2),
              new Outcome(Action.ESCALATE_HUMAN, Fact.FRESH, 1));
      case "damaged", "wrong" ->
          List.of(
              new Outcome(Action.REPLACE, Fact.FRESH, 5),
              new Outcome(Action.ASK_ORDER_NUMBER, Fact.FRESH, 3),
              new Outcome(Action.ESCALATE_HUMAN, Fact.FRESH, 1));
      case "late" ->
          List.of(
              new Outcome(Action.TRACK_ORDER, Fact.SHORT, 7),
              new Outcome(Action.REFUND, Fact.LONG, 4),
              new Outcome(Action.ASK_ORDER_NUMBER, Fact.SHORT, 3),
              new Outcome(Action.ESCALATE_HUMAN, Fact.LONG, 1));
      case "unwanted" ->
          List.of(
              new Outcome(Action.REFUND, Fact.FRESH, 4),
              new Outcome(Action.DECLINE, Fact.OLD, 4),
              new Outcome(Action.ASK_ORDER_NUMBER, Fact.FRESH, 2));
      case "cancel" ->
          List.of(
              new Outcome(Action.CANCEL_ORDER, Fact.OPEN, 5),
              new Outcome(Action.DECLINE, Fact.SHIPPED, 3),
              new Outcome(Action.ASK_ORDER_NUMBER, Fact.OPEN, 2));
      case "address" ->
          List.of(
              new Outcome(Action.CHANGE_ADDRESS, Fact.OPEN, 6),
              new Outcome(Action.DECLINE, Fact.SHIPPED, 3),
              new Outcome(Action.ASK_ORDER_NUMBER, Fact.OPEN, 2));
      case "invoice" ->
          List.of(
              new Outcome(Action.INVOICE_COPY, Fact.NOTHING, 6),
              new Outcome(Action.ASK_ORDER_NUMBER, Fact.NOTHING, 2));
      case "double" ->
          List.of(
              new Outcome(Action.REFUND, Fact.NOTHING, 3),
              new Outcome(Action.ASK_ORDER_NUMBER, Fact.NOTHING, 2));
      case "password" -> List.of(new Outcome(Action.RESET_PASSWORD, Fact.NOTHING, 1));
      case "escalate" -> List.of(new Outcome(Action.ESCALATE_HUMAN, Fact.NOTHING, 1));
      case "answer" -> List.of(new Outcome(Action.ANSWER, Fact.NOTHING, 1));
      default -> throw new IllegalStateException("unknown situation " + situation);
    };
  }
}
