import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is known about one order: the facts that the shop's system writes behind the policy.
///
/// @param count how many units of time ago it was shipped or delivered; 0 for the other states
record Order(State state, int count, Unit unit) {

  enum State {
    UNKNOWN,
    OPEN,
    SHIPPED,
    DELIVERED
  }

  enum Unit {
    DAY(1, "days", "Tagen", "días"),
    MONTH(30, "months", "Monaten", "meses"),
    YEAR(365, "years", "Jahren", "años");

    final int days;
    final String en;
    final String de;
    final String es;

    Unit(int days, String en, String de, String es) {
      this.days = days;
      this.en = en;
      this.de = de;
      this.es = es;
    }

    static Unit of(String word) {
      return List.of(values()).stream()
          .filter(unit -> word.equals(unit.en) || word.equals(unit.de) || plain(word, unit.es))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no unit of time: " + word));
    }

    /// Customers in a hurry leave out accents, and the tilde as well.
    private static boolean plain(String word, String spanish) {
      return word.equals(spanish)
          || word.equals(spanish.replace('í', 'i').replace('ñ', 'n').replace('ó', 'o'));
    }
  }

  static final Order UNKNOWN = new Order(State.UNKNOWN, 0, Unit.DAY);
  static final Order OPEN = new Order(State.OPEN, 0, Unit.DAY);

  private static final String AGO =
      "(?:(\\d+) (days|months|years) ago"
          + "|vor (\\d+) (tagen|monaten|jahren)"
          + "|hace (\\d+) (d[ií]as|meses|a[nñ]os))";
  private static final Pattern FACTS =
      Pattern.compile("(?:order \\d{5}: )?(?:(not shipped)|(shipped|delivered) " + AGO + ")\\.?");

  static Order days(State state, int count) {
    return new Order(state, count, Unit.DAY);
  }

  int days() {
    return count * unit.days;
  }

  /// The line behind the policy. Its wording is regular, so that a small model can read it.
  String line(String number) {
    return switch (state) {
      case UNKNOWN -> "No order known.";
      case OPEN -> "Order " + number + ": not shipped.";
      case SHIPPED -> "Order " + number + ": shipped " + ago("en") + ".";
      case DELIVERED -> "Order " + number + ": delivered " + ago("en") + ".";
    };
  }

  /// "9 months ago" in a language; empty where there is no such fact.
  String ago(String language) {
    if (state == State.UNKNOWN || state == State.OPEN) {
      return "";
    }
    return switch (language) {
      case "en" -> count + " " + unit.en + " ago";
      case "de" -> "vor " + count + " " + unit.de;
      default -> "hace " + count + " " + unit.es;
    };
  }

  /// Reads a line that [#line] wrote, or the same facts after `F` in the handwritten file.
  static Order read(String line) {
    if (line.equals("No order known.")) {
      return UNKNOWN;
    }
    Matcher facts = FACTS.matcher(line.replace("Order", "order"));
    if (!facts.matches()) {
      throw new IllegalStateException("no facts about an order: " + line);
    }
    if (facts.group(1) != null) {
      return OPEN;
    }
    State state = facts.group(2).equals("shipped") ? State.SHIPPED : State.DELIVERED;
    return new Order(state, Integer.parseInt(facts.group(3)), Unit.of(facts.group(4)));
  }

  /// What a customer's answer to "which order?" says, found by its words alone.
  static Optional<Order> told(String text) {
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    Matcher ago = Pattern.compile(AGO).matcher(lower);
    if (!ago.find()) {
      boolean open =
          lower.matches("(?s).*(not |nicht |no |sin )(\\w+ )?(shipped|verschickt|envi).*");
      return open ? Optional.of(OPEN) : Optional.empty();
    }
    int group = ago.group(1) != null ? 1 : ago.group(3) != null ? 3 : 5;
    String unit = ago.group(group + 1);
    String word = group == 3 ? unit.substring(0, 1).toUpperCase() + unit.substring(1) : unit;
    boolean shipped = lower.matches("(?s).*(shipped|verschickt|envi).*");
    State state = shipped ? State.SHIPPED : State.DELIVERED;
    return Optional.of(new Order(state, Integer.parseInt(ago.group(group)), Unit.of(word)));
  }
}
