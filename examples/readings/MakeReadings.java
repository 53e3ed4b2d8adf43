import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Writes `readings.jsonl`: what the keeper of a guest house noted in the evening, and how much
/// electricity the house took that day; and `new.jsonl`, ten more notes without the number.
///
/// Run with JDK 25 in this folder: `java MakeReadings.java` writes the files, `java
/// MakeReadings.java --check` compares them with what would be written. Both print what the best
/// possible model reaches. The same seed gives the same bytes.
final class MakeReadings {

  private static final long SEED = 42;
  private static final int ROWS = 1500;
  private static final int NEW = 10;

  /// What no note tells of a day's consumption, in kWh: the deviation.
  private static final double UNSEEN = 18;

  private MakeReadings() {}

  public static void main(String[] arguments) throws IOException {
    boolean check = arguments.length > 0 && arguments[0].equals("--check");
    Random random = new Random(SEED);
    StringBuilder rows = new StringBuilder();
    List<Double> read = new ArrayList<>();
    double missed = 0;
    for (int i = 0; i < ROWS; i++) {
      Day day = Day.draw(random);
      double luck = UNSEEN * random.nextGaussian();
      double kwh = Math.round((day.expected() + luck) * 10) / 10.0;
      missed += luck * luck;
      read.add(kwh);
      rows.append(row(day, random)).append(String.format(Locale.ROOT, ",\"kwh\":%.1f}%n", kwh));
    }
    StringBuilder unseen = new StringBuilder();
    for (int i = 0; i < NEW; i++) {
      Day day = Day.draw(random);
      unseen.append(row(day, random)).append("}\n");
      System.out.printf(Locale.ROOT, "new.jsonl, line %d: %.0f kWh%n", i + 1, day.expected());
    }
    write(Path.of("readings.jsonl"), rows, check);
    write(Path.of("new.jsonl"), unseen, check);
    double mean = read.stream().mapToDouble(d -> d).average().orElseThrow();
    double spread = read.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
    System.out.printf(
        Locale.ROOT,
        "%d days, mean %.0f kWh, deviation %.0f; best possible: RMSE %.1f, R2 %.3f%n",
        ROWS,
        mean,
        Math.sqrt(spread / ROWS),
        Math.sqrt(missed / ROWS),
        1 - missed / spread);
  }

  private static String row(Day day, Random random) {
    return "{\"text\":\"" + Note.of(day, random) + '"';
  }

  private static void write(Path file, StringBuilder text, boolean check) throws IOException {
    String unix = text.toString().replace("\r\n", "\n");
    if (!check) {
      Files.writeString(file, unix);
    } else if (!Files.readString(file).equals(unix)) {
      System.err.println(file + " is not what the process gives; run java MakeReadings.java");
      System.exit(1);
    }
  }

  /// A day of the house.
  ///
  /// @param degrees outside, in °C
  /// @param loads of laundry
  /// @param dinner people at a dinner in the hall; 0 for none
  /// @param sauna whether it was heated
  /// @param solar what the panels gave: 0 dark, 1 some, 2 bright
  /// @param cars that were charged
  record Day(
      int degrees, int guests, int loads, int dinner, boolean sauna, int solar, int cars) {

    static Day draw(Random random) {
      int degrees = (int) Math.round(11 + 9 * random.nextGaussian());
      return new Day(
          Math.clamp(degrees, -14, 34),
          random.nextInt(41),
          random.nextInt(5),
          random.nextInt(4) == 0 ? 20 + 5 * random.nextInt(13) : 0,
          random.nextInt(3) == 0,
          random.nextInt(3),
          random.nextInt(4));
    }

    /// What the house takes from the grid, in kWh, but for what nobody noted.
    double expected() {
      double heating = 5.5 * Math.max(0, 17 - degrees);
      double cooling = 7 * Math.max(0, degrees - 24);
      return 70
          + heating
          + cooling
          + 3.2 * guests
          + 6 * loads
          + 1.1 * dinner
          + (sauna ? 34 : 0)
          - 26 * solar
          + 21 * cars;
    }
  }

  /// A day in words; each fact in one of several wordings, the facts in any order.
  static final class Note {

    private static final String[] NUMBERS = {
      "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"
    };

    private Note() {}

    static String of(Day day, Random random) {
      List<String> facts = new ArrayList<>();
      facts.add(weather(day.degrees(), random));
      facts.add(guests(day.guests(), random));
      facts.add(laundry(day.loads(), random));
      if (day.dinner() > 0) {
        facts.add(
            pick(
                random,
                "dinner in the hall for %d",
                "a wedding party of %d in the evening",
                "the kitchen cooked for %d people",
                "%d at the banquet"));
        facts.set(facts.size() - 1, facts.getLast().formatted(day.dinner()));
      }
      facts.add(
          day.sauna()
              ? pick(random, "sauna on all evening", "heated the sauna", "the sauna was in use")
              : pick(random, "sauna stayed cold", "nobody wanted the sauna", ""));
      facts.add(
          switch (day.solar()) {
            case 0 -> pick(random, "grey all day, the panels gave nothing", "dark, no sun at all");
            case 1 -> pick(random, "some sun between clouds", "the panels gave a little");
            default -> pick(random, "bright sun from morning on", "blue sky, panels at their best");
          });
      facts.add(cars(day.cars(), random));
      facts.removeIf(String::isEmpty);
      Collections.shuffle(facts, random);
      return joined(facts, random);
    }

    private static String joined(List<String> facts, Random random) {
      if (random.nextInt(3) == 0) {
        return String.join("; ", facts);
      }
      StringBuilder text = new StringBuilder();
      for (String fact : facts) {
        text.append(text.isEmpty() ? "" : " ")
            .append(Character.toUpperCase(fact.charAt(0)))
            .append(fact.substring(1))
            .append('.');
      }
      return text.toString();
    }

    private static String weather(int degrees, Random random) {
      String below =
          degrees < 0 ? pick(random, "minus %d", "%d below zero").formatted(-degrees) : null;
      String plain = degrees + pick(random, " degrees", " °C");
      return pick(random, "%s outside", "noon temperature %s", "thermometer at the door: %s")
          .formatted(below == null || random.nextBoolean() ? plain : below);
    }

    private static String guests(int guests, Random random) {
      if (guests == 0) {
        return pick(random, "the house was empty", "no guests", "0 guests");
      }
      return counted(guests, random, "%s guest{s}", "guests: %s", "%s bed{s} taken");
    }

    private static String laundry(int loads, Random random) {
      return loads == 0
          ? pick(random, "no laundry", "the washing machines stood still", "")
          : counted(
              loads, random, "%s load{s} of laundry", "laundry: %s load{s}", "%s wash{es} done");
    }

    private static String cars(int cars, Random random) {
      return cars == 0
          ? pick(random, "no car at the charger", "charger unused", "")
          : counted(
              cars, random, "%s car{s} charged", "cars at the charger: %s", "%s electric car{s}");
    }

    /// A wording with its number; what stands in braces is for more than one.
    private static String counted(int number, Random random, String... wordings) {
      return pick(random, wordings)
          .replaceAll("\\{(\\w+)}", number == 1 ? "" : "$1")
          .formatted(number(number, random));
    }

    private static String number(int number, Random random) {
      return number > 10 || random.nextBoolean() ? String.valueOf(number) : NUMBERS[number];
    }

    private static String pick(Random random, String... wordings) {
      return wordings[random.nextInt(wordings.length)];
    }
  }
}
