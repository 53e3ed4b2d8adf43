import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

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
    StringBuilder unseen = new StringBuilder(header()).append('\n');
    List<Double> probabilities = new ArrayList<>();
    int defaults = 0;
    for (int i = 0; i < ROWS + NEW; i++) {
      Application application = Application.draw(random);
      double luck = Risk.UNSEEN * random.nextGaussian();
      boolean fails = random.nextDouble() < Risk.logistic(Risk.seen(application) + luck);
      String row = row(i + 1, application, Wording.of(application, random));
      if (i < ROWS) {
        probabilities.add(Risk.probability(application));
        defaults += fails ? 1 : 0;
        rows.append(row).append(fails ? ",default\n" : ",repaid\n");
      } else {
        unseen.append(row).append('\n');
        System.out.printf(
            Locale.ROOT, "new row %d: p = %.3f%n", i + 1, Risk.probability(application));
      }
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

  private static String header() {
    return "application,age,job,contract,years,income,loans,debt,late,collection,housing,savings,"
        + "children,amount,months,purpose,text";
  }

  private static String row(int number, Application a, String text) {
    List<Object> fields =
        List.of(
            number, a.age(), a.job(), word(a.contract()), a.years(), a.income(), a.loans(),
            a.debt(), a.late(), a.collection(), word(a.housing()), a.savings(), a.children(),
            a.amount(), a.months(), a.purpose(), '"' + text.replace("\"", "\"\"") + '"');
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
