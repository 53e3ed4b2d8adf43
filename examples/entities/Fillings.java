import java.util.List;
import java.util.Map;
import java.util.Random;

/// What goes into the slots of a frame, entities marked as `[LABEL|text]`.
final class Fillings {

  private static final List<String> WEEKDAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  private final Map<String, List<String>> words;
  private final Random random;

  Fillings(Map<String, List<String>> words, Random random) {
    this.words = words;
    this.random = random;
  }

  String of(String slot) {
    return switch (slot) {
      case "ORDER" -> "[ORDER|" + order() + "]";
      case "FIRST" -> person(first());
      case "FIRST_F" -> person(pick(words("first_f")));
      case "FIRST_M" -> person(pick(words("first_m")));
      case "FULL" -> person(full(first()));
      case "FULL_F" -> person(full(pick(words("first_f"))));
      case "FULL_M" -> person(full(pick(words("first_m"))));
      case "LAST" -> person(last());
      case "LASTPLAIN" -> last();
      case "MR" -> pick("Mr", "Mrs", "Ms", "Dr", "Mr.", "Mrs.") + " " + person(last());
      case "SIR" -> pick("Mr", "Mr.") + " " + person(last());
      case "MRS" -> pick("Mrs", "Ms", "Dr") + " " + person(last());
      case "DAY" -> day();
      case "ONDAY" -> "on " + day();
      case "WHEN" -> chance(3) ? past() : "on " + day();
      case "SOON" -> chance(3) ? soon() : "on " + day();
      case "BIRTH" -> "[DATE|" + dayOfYear(between(1940, 2005)) + "]";
      case "PRICE" -> price();
      case "PHONE" ->
          pick("07700 900%03d", "020 7946 0%03d", "01632 960%03d", "+44 7700 900%03d")
              .formatted(random.nextInt(1000));
      case "CUSTOMER" -> customer();
      case "INVOICE" -> code(pick("RE-_____", "2024/____", "INV-____", "______"));
      case "TRACK" ->
          code(pick("JD____ ____ ____ __", "0034____________________", "1Z ___ ___ ___"));
      case "ARTICLE" -> code(pick("___-__", "X___", "44.0__._", "B-____", "______"));
      case "ZIP" -> code(pick("8___", "D-0____"));
      case "SIZE" -> pick("38", "XL", "42", "10.5", "W32 L34", "M", "5½", "44");
      case "TIME" -> pick("10:30", "2 pm", "14.15", "9 a.m.", "7 o'clock", "noon", "18:00");
      case "QTY" -> String.valueOf(between(2, 60));
      case "PRODUCT" -> pick(words("product"));
      default -> throw new IllegalArgumentException("no slot is called " + slot);
    };
  }

  private String order() {
    return code(
        pick(
            "A-_____",
            "#_____",
            "ORD/2024/0___",
            "ORD-_____",
            "_______",
            "_____",
            "2024-000___",
            "TW _____",
            "??_?-__?_",
            "_____/A",
            "W________",
            "a-_____",
            "#____",
            "?__-____"));
  }

  /// Numbers of customers and cases look like those of orders; the words around them tell.
  private String customer() {
    return code(pick("_______", "_____", "K-_____", "2024-1___", "C/_____", "#____", "?__-____"));
  }

  private String person(String name) {
    return "[PERSON|" + name + "]";
  }

  private String first() {
    return pick(words(random.nextBoolean() ? "first_f" : "first_m"));
  }

  private String last() {
    return pick(words("last"));
  }

  private String full(String first) {
    return switch (random.nextInt(8)) {
      case 0 -> first.charAt(0) + ". " + last();
      case 1 -> first + " " + (char) ('A' + random.nextInt(20)) + ". " + last();
      default -> first + " " + last();
    };
  }

  private String past() {
    String weekday = pick(WEEKDAYS);
    return "[DATE|"
        + pick(
            "yesterday",
            "yesterday",
            "the day before yesterday",
            "last " + weekday,
            "last " + weekday,
            weekday.substring(0, 3),
            "yesterdy",
            "last " + misspelt())
        + "]";
  }

  private String soon() {
    String weekday = pick(WEEKDAYS);
    return "[DATE|"
        + pick(
            "tomorrow",
            "tomorrow",
            "the day after tomorrow",
            "next " + weekday,
            "this " + weekday,
            weekday.substring(0, 3),
            "tommorow",
            "next " + misspelt())
        + "]";
  }

  private String misspelt() {
    return pick("wensday", "thurday", "Teusday", "satuday", "Fri", "Tues");
  }

  /// A day without a word such as "on" before it; an article stands outside.
  private String day() {
    int day = between(1, 28);
    return switch (random.nextInt(9)) {
      case 0, 1 -> "[DATE|" + pick(WEEKDAYS) + "]";
      case 2 -> "the [DATE|" + ordinal(day) + "]";
      case 3 -> "the [DATE|" + ordinal(day) + " of " + pick(MONTHS) + "]";
      case 4 -> "[DATE|" + pick(WEEKDAYS) + " the " + ordinal(day) + "]";
      case 5 -> "[DATE|" + pick(MONTHS) + " " + (random.nextBoolean() ? ordinal(day) : day) + "]";
      case 6 ->
          "[DATE|" + pick("%02d.%02d.", "%d.%d.", "%02d/%02d").formatted(day, between(1, 12)) + "]";
      case 7 -> "[DATE|" + day + " " + pick(MONTHS) + "]";
      default -> "[DATE|" + dayOfYear(between(2023, 2025)) + "]";
    };
  }

  private String dayOfYear(int year) {
    int day = between(1, 28);
    int month = between(1, 12);
    return switch (random.nextInt(4)) {
      case 0 -> "%d-%02d-%02d".formatted(year, month, day);
      case 1 -> "%02d.%02d.%d".formatted(day, month, year);
      case 2 -> "%02d/%02d/%02d".formatted(day, month, year % 100);
      default -> day + " " + MONTHS.get(month - 1) + " " + year;
    };
  }

  private static String ordinal(int day) {
    int last = day > 10 && day < 14 ? 0 : day % 10;
    return day + (last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th");
  }

  private String price() {
    int whole = between(4, 400);
    int cents = random.nextInt(20) * 5;
    return switch (random.nextInt(5)) {
      case 0 -> "£%d.%02d".formatted(whole, cents);
      case 1 -> "%d,%02d €".formatted(whole, cents);
      case 2 -> "$" + whole;
      case 3 -> whole + " euros";
      default -> "%d.%02d".formatted(whole, cents);
    };
  }

  /// Every _ becomes a digit, the first of a number not 0, and every ? a letter.
  private String code(String shape) {
    StringBuilder text = new StringBuilder();
    boolean inside = false;
    for (char c : shape.toCharArray()) {
      text.append(
          switch (c) {
            case '_' -> (char) (inside ? '0' + random.nextInt(10) : '1' + random.nextInt(9));
            case '?' -> (char) ('A' + random.nextInt(26));
            default -> c;
          });
      inside = c == '_' || Character.isDigit(c);
    }
    return text.toString();
  }

  private List<String> words(String section) {
    return words.get(section);
  }

  private boolean chance(int outOfFive) {
    return random.nextInt(5) < outOfFive;
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
