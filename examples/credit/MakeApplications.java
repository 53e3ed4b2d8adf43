import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/// Writes `applications.csv`: applications for a loan by people who do not exist, said in words,
/// with what became of the loan; and `new.csv`, ten more without the outcome.
///
/// Run with JDK 25 in this folder: `java MakeApplications.java` writes the files, `java
/// MakeApplications.java --check` compares them with what would be written. Both print what the
/// best possible model reaches. The same seed gives the same bytes.
final class MakeApplications {

  private static final long SEED = 42;
  private static final int ROWS = 3000;
  private static final int NEW = 10;
  private static final double FALSE_ALARM = 1;
  private static final double MISSED = 12;

  private MakeApplications() {}

  public static void main(String[] arguments) throws IOException {
    Random random = new Random(SEED);
    StringBuilder rows = new StringBuilder(header()).append(",outcome\n");
    List<Double> probabilities = new ArrayList<>();
    int defaults = 0;
    for (int number = 1; number <= ROWS; number++) {
      Drawn drawn = Drawn.draw(number, random);
      probabilities.add(drawn.probability());
      defaults += drawn.fails() ? 1 : 0;
      rows.append(drawn.row()).append(drawn.fails() ? ",default\n" : ",repaid\n");
    }
    StringBuilder unseen = new StringBuilder(header()).append('\n');
    for (Drawn drawn : varied(random)) {
      unseen.append(drawn.row()).append('\n');
      System.out.printf(Locale.ROOT, "new.csv, %s: %.3f%n", drawn.number(), drawn.probability());
    }
    boolean check = arguments.length > 0 && arguments[0].equals("--check");
    write(Path.of("applications.csv"), rows, check);
    write(Path.of("new.csv"), unseen, check);
    Risk.Best best = Risk.Best.of(probabilities, FALSE_ALARM, MISSED);
    System.out.printf(
        Locale.ROOT,
        "%d rows, %d defaults (%.2f %% expected); best possible: AUROC %.3f, PR-AUC %.3f,"
            + " cost %.3f a loan (%.3f if all are accepted, %.3f if all are refused)%n",
        ROWS,
        defaults,
        100 * best.defaults(),
        best.auroc(),
        best.precision(),
        best.cost(),
        MISSED * best.defaults(),
        FALSE_ALARM * (1 - best.defaults()));
  }

  private record Drawn(int number, double probability, boolean fails, String row) {
    static Drawn draw(int number, Random random) {
      Application application = Application.draw(random);
      double luck = Risk.UNSEEN * random.nextGaussian();
      boolean fails = random.nextDouble() < Risk.logistic(Risk.seen(application) + luck);
      String row = MakeApplications.row(number, application, Wording.of(application, random));
      return new Drawn(number, Risk.probability(application), fails, row);
    }
  }

  /// Of a hundred further applications ten, from the safest to the riskiest, in the order drawn.
  private static List<Drawn> varied(Random random) {
    List<Drawn> further = new ArrayList<>();
    for (int i = 1; i <= 10 * NEW; i++) {
      further.add(Drawn.draw(ROWS + i, random));
    }
    further.sort(Comparator.comparingDouble(Drawn::probability));
    return IntStream.range(0, NEW)
        .mapToObj(i -> further.get(10 * i + 9))
        .sorted(Comparator.comparingInt(Drawn::number))
        .toList();
  }

  private static String header() {
    return "application,age,job,contract,years,income,loans,debt,late,collection,housing,savings,"
        + "children,amount,months,purpose,text";
  }

  private static String row(int number, Application a, String text) {
    List<Object> fields =
        List.of(
            number,
            a.age(),
            a.job(),
            word(a.contract()),
            a.years(),
            a.income(),
            a.loans(),
            a.debt(),
            a.late(),
            a.collection(),
            word(a.housing()),
            a.savings(),
            a.children(),
            a.amount(),
            a.months(),
            a.purpose(),
            '"' + text.replace("\"", "\"\"") + '"');
    return String.join(",", fields.stream().map(Object::toString).toList());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void write(Path file, StringBuilder text, boolean check) throws IOException {
    if (!check) {
      Files.writeString(file, text);
    } else if (!Files.readString(file).contentEquals(text)) {
      System.err.println(file + " is not what the process gives; run java MakeApplications.java");
      System.exit(1);
    }
  }
}
