import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Says an application in words: in one of five styles, the facts in any order. Every fact is said
/// in every text, with the number as it is.
final class Wording {

  private static final List<String> NUMBERS =
      List.of("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");

  private final Random random;
  private final Application a;

  private Wording(Application application, Random random) {
    this.a = application;
    this.random = random;
  }

  static String of(Application application, Random random) {
    Wording wording = new Wording(application, random);
    return switch (random.nextInt(5)) {
      case 0 -> wording.list();
      case 1 -> wording.prose();
      case 2 -> wording.letter();
      case 3 -> wording.form();
      default -> wording.note();
    };
  }

  private String list() {
    List<String> facts = new ArrayList<>();
    facts.add("age " + a.age());
    facts.add(
        switch (a.contract()) {
          case PERMANENT -> "employed for " + years() + " as " + job() + ", permanent contract";
          case FIXED_TERM -> "employed for " + years() + " as " + job() + ", fixed-term contract";
          case SELF_EMPLOYED -> "self-employed for " + years() + " as " + job();
        });
    facts.add("income " + money(a.income()) + " a month");
    facts.add(
        a.loans() == 0
            ? pick("no other loans", "no debts")
            : count(a.loans(), "loan") + " of " + money(a.debt()) + " in total");
    facts.add(
        switch (a.late()) {
          case 0 -> pick("never late in 24 months", "always paid on time");
          case 1 -> "paid late once in 24 months";
          case 2 -> "paid late twice in 24 months";
          default -> "paid late " + number(a.late()) + " times in 24 months";
        });
    facts.add(a.collection() ? "one claim with a collection agency" : "no collection entries");
    facts.add(
        switch (a.housing()) {
          case RENTS -> pick("rents", "lives in a rented flat");
          case OWNS -> pick("owns the flat", "home owner");
          case WITH_PARENTS -> "lives with the parents";
        });
    facts.add(a.savings() == 0 ? "no savings" : "savings of " + money(a.savings()));
    facts.add(a.children() == 0 ? "no children" : count(a.children(), "child"));
    facts.add(
        pick("wants ", "asks for ")
            + money(a.amount())
            + pick(" over ", " for ")
            + a.months()
            + " months for "
            + a.purpose());
    return sentence(String.join(", ", shuffled(facts)));
  }

  private String prose() {
    List<String> facts = new ArrayList<>();
    facts.add(
        pick(
            "The applicant is " + a.age() + " years old.", "We have a person of " + a.age() + "."));
    facts.add(
        switch (a.contract()) {
          case PERMANENT ->
              pick(
                  "There's a permanent job as " + job() + ", held for " + years() + ".",
                  "The work is that of "
                      + job()
                      + ", for "
                      + years()
                      + " now, without a time limit.");
          case FIXED_TERM ->
              pick(
                  "The contract as " + job() + ", held for " + years() + ", is a temporary one.",
                  "For "
                      + years()
                      + " the applicant has been working as "
                      + job()
                      + ", with a contract that will end.");
          case SELF_EMPLOYED ->
              pick(
                  "For " + years() + " the applicant has had a business as " + job() + ".",
                  "The applicant works as " + job() + ", freelance, for " + years() + ".");
        });
    facts.add(
        pick(
            "Each month brings in " + money(a.income()) + " after tax.",
            "The income is " + money(a.income()) + " a month."));
    facts.add(
        a.loans() == 0
            ? pick("Nothing is owed to anyone else.", "There are no other loans.")
            : pick(
                "Besides, "
                    + count(a.loans(), "loan")
                    + " must be served, together "
                    + money(a.debt())
                    + ".",
                "On "
                    + count(a.loans(), "other loan")
                    + " a sum of "
                    + money(a.debt())
                    + " is left."));
    facts.add(
        a.late() == 0
            ? pick("Every payment of the last two years was punctual.", "No payment came late.")
            : pick(
                "In two years " + count(a.late(), "payment") + " came late.",
                "Of the payments in the last 24 months "
                    + number(a.late())
                    + (a.late() == 1 ? " was" : " were")
                    + " overdue."));
    facts.add(
        a.collection()
            ? pick("A collection agency had to step in.", "One claim went to collection.")
            : pick("No claim has gone to collection.", "Collection agencies know nothing."));
    facts.add(
        switch (a.housing()) {
          case RENTS -> pick("Home is a rented flat.", "Rent has to be paid.");
          case OWNS ->
              pick("The house belongs to the applicant.", "No rent is due, the home is owned.");
          case WITH_PARENTS -> "The applicant still lives at the parents' place.";
        });
    facts.add(
        a.savings() == 0
            ? pick("There is nothing in the savings account.", "Nothing has been put aside.")
            : pick(
                money(a.savings()) + " have been put aside.",
                "The savings come to " + money(a.savings()) + "."));
    facts.add(
        a.children() == 0
            ? "There are no children to care for."
            : count(a.children(), "child")
                + (a.children() == 1 ? " has" : " have")
                + " to be provided for.");
    facts.add(
        pick(
            "The loan would be "
                + money(a.amount())
                + ", over "
                + a.months()
                + " months, for "
                + a.purpose()
                + ".",
            "Requested are "
                + money(a.amount())
                + " for "
                + a.purpose()
                + ", to be repaid within "
                + a.months()
                + " months."));
    return sentences(facts);
  }

  private String letter() {
    List<String> facts = new ArrayList<>();
    facts.add(pick("I'm " + a.age() + ".", "My age is " + a.age() + "."));
    facts.add(
        switch (a.contract()) {
          case PERMANENT ->
              "I've been " + job() + " for " + years() + " and my contract has no end date.";
          case FIXED_TERM ->
              "I've been " + job() + " for " + years() + ", so far on a fixed-term contract.";
          case SELF_EMPLOYED -> "I've been my own boss, as " + job() + ", for " + years() + ".";
        });
    facts.add(
        pick("I take home ", "I earn ") + money(a.income()) + pick(" a month.", " every month."));
    facts.add(
        a.loans() == 0
            ? pick("I owe nobody anything.", "I have no other loans.")
            : "I'm paying off "
                + count(a.loans(), "loan")
                + ", "
                + money(a.debt())
                + " altogether.");
    facts.add(
        switch (a.late()) {
          case 0 -> pick("I've never missed a date.", "I've always paid on time.");
          case 1 -> "Once in the last two years I paid late.";
          default -> "I was late " + number(a.late()) + " times in the last two years, I admit.";
        });
    facts.add(
        a.collection()
            ? "There was one bill that ended up with a collection agency."
            : pick(
                "I've had no trouble with collectors.",
                "No bill of mine was ever sent to collection."));
    facts.add(
        switch (a.housing()) {
          case RENTS -> pick("I rent my flat.", "I'm a tenant.");
          case OWNS -> pick("I own my home.", "The flat I live in is mine.");
          case WITH_PARENTS -> "I live with my mum and dad.";
        });
    facts.add(
        a.savings() == 0
            ? pick("I have no savings.", "I haven't been able to save anything.")
            : "I've saved " + money(a.savings()) + ".");
    facts.add(
        a.children() == 0 ? "I've no children." : "I have " + count(a.children(), "child") + ".");
    facts.add(
        pick("I'd like to borrow ", "I need ")
            + money(a.amount())
            + " for "
            + a.purpose()
            + pick(" and pay it back in ", ", spread over ")
            + a.months()
            + " months.");
    return pick("", "", "Hello! ", "Dear bank,\n").concat(sentences(facts));
  }

  private String form() {
    String separator = pick("; ", " | ", "\n");
    String colon = pick(": ", " = ");
    List<String> facts = new ArrayList<>();
    facts.add("age" + colon + a.age());
    facts.add(pick("occupation", "job") + colon + a.job());
    facts.add("contract" + colon + contract());
    facts.add("years in job" + colon + (a.years() == 0 ? "under 1" : a.years()));
    facts.add(pick("net income", "income") + colon + money(a.income()));
    facts.add(
        "other loans" + colon + a.loans() + (a.loans() == 0 ? "" : " (" + money(a.debt()) + ")"));
    facts.add("late payments (24 months)" + colon + a.late());
    facts.add("collection" + colon + (a.collection() ? "yes" : "no"));
    facts.add("housing" + colon + a.housing().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    facts.add("savings" + colon + (a.savings() == 0 ? "none" : money(a.savings())));
    facts.add("children" + colon + a.children());
    facts.add("amount" + colon + money(a.amount()));
    facts.add("term" + colon + a.months() + " months");
    facts.add("purpose" + colon + a.purpose());
    return String.join(separator, shuffled(facts));
  }

  private String note() {
    List<String> facts = new ArrayList<>();
    facts.add(a.age() + " y/o");
    facts.add(
        a.job()
            + " "
            + (a.years() == 0 ? "<1" : a.years())
            + " yrs"
            + switch (a.contract()) {
              case PERMANENT -> " perm.";
              case FIXED_TERM -> " temp.";
              case SELF_EMPLOYED -> " own business";
            });
    facts.add(thousands(a.income()) + " net");
    facts.add(a.loans() == 0 ? "0 loans" : a.loans() + " loans open " + thousands(a.debt()));
    facts.add(a.late() == 0 ? "no late pmts 24m" : a.late() + "x late 24m");
    facts.add(a.collection() ? "collection!" : "coll. none");
    facts.add(
        switch (a.housing()) {
          case RENTS -> "renting";
          case OWNS -> "owner";
          case WITH_PARENTS -> "at parents";
        });
    facts.add(a.savings() == 0 ? "sav. nil" : "sav. " + thousands(a.savings()));
    facts.add(a.children() + " kids");
    facts.add("wants " + thousands(a.amount()) + "/" + a.months() + "m, " + a.purpose());
    return String.join(", ", shuffled(facts));
  }

  String contract() {
    return a.contract().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String job() {
    return ("aeiou".indexOf(a.job().charAt(0)) >= 0 ? "an " : "a ") + a.job();
  }

  private String years() {
    return switch (a.years()) {
      case 0 -> "less than a year";
      case 1 -> pick("one year", "1 year");
      default ->
          (a.years() <= 10 && random.nextBoolean() ? number(a.years()) : a.years()) + " years";
    };
  }

  private String money(int amount) {
    return switch (random.nextInt(4)) {
      case 0 -> String.valueOf(amount);
      case 1 -> "€" + String.format(Locale.ROOT, "%,d", amount);
      case 2 -> String.format(Locale.ROOT, "%,d", amount) + " euros";
      default -> String.format(Locale.ROOT, "%,d", amount);
    };
  }

  /// 2,950 as 2.95k.
  private static String thousands(int amount) {
    String text = String.format(Locale.ROOT, "%.2f", amount / 1000.0);
    return text.replaceAll("\\.?0+$", "") + "k";
  }

  private static String number(int count) {
    return NUMBERS.get(count);
  }

  private static String count(int count, String thing) {
    String things = thing.equals("child") ? "children" : thing + "s";
    return number(count) + " " + (count == 1 ? thing : things);
  }

  private List<String> shuffled(List<String> facts) {
    Collections.shuffle(facts, random);
    return facts;
  }

  private String sentences(List<String> facts) {
    return String.join(" ", shuffled(facts).stream().map(Wording::capitalised).toList());
  }

  private static String sentence(String text) {
    return capitalised(text) + ".";
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
