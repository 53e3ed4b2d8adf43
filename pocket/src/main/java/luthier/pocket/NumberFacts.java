package luthier.pocket;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import luthier.pocket.document.Document;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.English;

/// True sentences about small numbers, time, money and measures, in words or figures; endless.
final class NumberFacts implements Iterator<Document> {

  private record Unit(String name, int seconds) {}

  private static final List<Unit> TIMES =
      List.of(
          new Unit("minute", 60),
          new Unit("hour", 3600),
          new Unit("day", 86400),
          new Unit("week", 604800));
  private static final List<String> DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
  private static final List<String> MONTHS =
      List.of(
          "January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December");
  private static final List<String> THINGS =
      List.of("apple", "book", "chair", "coin", "egg", "stone", "ticket", "flower", "pencil");

  private final long seed;
  private long number;

  NumberFacts(long seed) {
    this.seed = seed;
  }

  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public Document next() {
    Dice dice = Dice.of(seed, "numbers", number++);
    List<String> sentences = new ArrayList<>();
    int count = dice.between(2, 4);
    while (sentences.size() < count) {
      String sentence = English.capitalised(sentence(dice));
      if (!sentences.contains(sentence)) {
        sentences.add(sentence);
      }
    }
    return new Document(String.join(" ", sentences), "numbers", "en", "numbers-" + number);
  }

  private static String sentence(Dice dice) {
    return switch (dice.below(12)) {
      case 0 -> times(dice);
      case 1 -> months(dice);
      case 2 -> sum(dice);
      case 3 -> difference(dice);
      case 4 -> product(dice);
      case 5 -> order(dice);
      case 6 -> weekday(dice);
      case 7 -> month(dice);
      case 8 -> shopping(dice);
      case 9 -> clock(dice);
      case 10 -> digits(dice);
      default -> metres(dice);
    };
  }

  private static String times(Dice dice) {
    Unit a = dice.pick(TIMES);
    Unit b = dice.pick(TIMES);
    int x = dice.between(1, 30);
    int y = dice.between(1, 30);
    int order = Long.compare((long) x * a.seconds(), (long) y * b.seconds());
    return amount(dice, x, a.name())
        + (x == 1 ? " is " : " are ")
        + compared(order, "shorter than ", "longer than ", "as long as ")
        + amount(dice, y, b.name())
        + ".";
  }

  private static String months(Dice dice) {
    int months = dice.between(1, 40);
    int years = dice.between(1, 4);
    return amount(dice, months, "month")
        + (months == 1 ? " is " : " are ")
        + compared(Integer.compare(months, 12 * years), "less than ", "more than ", "the same as ")
        + amount(dice, years, "year")
        + ".";
  }

  private static String compared(int order, String less, String more, String equal) {
    return order < 0 ? less : order > 0 ? more : equal;
  }

  private static String amount(Dice dice, int number, String noun) {
    return word(dice, number) + " " + (number == 1 ? noun : English.plural(noun));
  }

  private static String word(Dice dice, int number) {
    return dice.chance(70) ? English.inWords(number) : String.valueOf(number);
  }

  private static String sum(Dice dice) {
    int a = dice.between(1, 20);
    int b = dice.between(1, 20);
    boolean words = dice.chance(50);
    return written(words, a) + " plus " + written(words, b) + " is " + written(words, a + b) + ".";
  }

  private static String written(boolean words, int number) {
    return words ? English.inWords(number) : String.valueOf(number);
  }

  private static String difference(Dice dice) {
    int b = dice.between(1, 20);
    int rest = dice.between(0, 20);
    boolean words = dice.chance(50);
    return written(words, b + rest)
        + " minus "
        + written(words, b)
        + " is "
        + written(words, rest)
        + ".";
  }

  private static String product(Dice dice) {
    int a = dice.between(1, 10);
    int b = dice.between(1, 10);
    boolean words = dice.chance(50);
    return written(words, a) + " times " + written(words, b) + " is " + written(words, a * b) + ".";
  }

  private static String order(Dice dice) {
    int a = dice.between(1, 999);
    int b = dice.between(1, 999);
    if (a == b) {
      return a + " and " + b + " are the same number.";
    }
    return dice.chance(50)
        ? a + " is " + (a > b ? "greater" : "smaller") + " than " + b + "."
        : "Of the numbers " + a + " and " + b + ", " + Math.max(a, b) + " is the greater one.";
  }

  private static String weekday(Dice dice) {
    int day = dice.below(7);
    return switch (dice.below(3)) {
      case 0 -> "the day after " + DAYS.get(day) + " is " + DAYS.get((day + 1) % 7) + ".";
      case 1 -> "the day before " + DAYS.get((day + 1) % 7) + " is " + DAYS.get(day) + ".";
      default ->
          "if today is " + DAYS.get(day) + ", tomorrow will be " + DAYS.get((day + 1) % 7) + ".";
    };
  }

  private static String month(Dice dice) {
    int month = dice.below(12);
    return switch (dice.below(3)) {
      case 0 -> MONTHS.get((month + 1) % 12) + " comes after " + MONTHS.get(month) + ".";
      case 1 -> MONTHS.get(month) + " comes before " + MONTHS.get((month + 1) % 12) + ".";
      default -> MONTHS.get(month) + " is month number " + (month + 1) + " of the year.";
    };
  }

  private static String shopping(Dice dice) {
    String thing = dice.pick(THINGS);
    int price = dice.between(2, 9);
    int count = dice.between(2, 9);
    return dice.chance(50)
        ? "if one "
            + thing
            + " costs "
            + price
            + " euros, "
            + English.count(count, thing)
            + " cost "
            + price * count
            + " euros."
        : "if you have "
            + English.count(count + price, thing)
            + " and give away "
            + price
            + ", you still have "
            + English.count(count, thing)
            + ".";
  }

  private static String clock(Dice dice) {
    int hour = dice.between(1, 12);
    int later = dice.between(1, 6);
    int then = (hour + later - 1) % 12 + 1;
    return amount(dice, later, "hour")
        + " after "
        + English.inWords(hour)
        + " o'clock, it is "
        + English.inWords(then)
        + " o'clock.";
  }

  private static String digits(Dice dice) {
    int number = dice.between(10000, 99999);
    String text = String.valueOf(number);
    return "the number "
        + text
        + " has five digits: "
        + String.join(", ", text.split(""))
        + ".";
  }

  private static String metres(Dice dice) {
    int kilometres = dice.between(1, 9);
    return dice.chance(50)
        ? amount(dice, kilometres, "kilometre")
            + (kilometres == 1 ? " is " : " are ")
            + kilometres * 1000
            + " metres."
        : amount(dice, kilometres, "metre")
            + (kilometres == 1 ? " is " : " are ")
            + kilometres * 100
            + " centimetres.";
  }
}
