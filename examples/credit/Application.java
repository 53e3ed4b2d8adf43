import java.util.List;
import java.util.Random;

/// What is known of an applicant. Amounts are in euros, incomes and instalments in euros a month.
///
/// @param years with the present employer, or self-employed
/// @param debt what is still owed of the loans
/// @param late payments in the last 24 months that came late
/// @param collection whether a claim was handed to a collection agency
/// @param months in which the loan is to be paid back
record Application(
    int age,
    String job,
    Contract contract,
    int years,
    int income,
    int loans,
    int debt,
    int late,
    boolean collection,
    Housing housing,
    int savings,
    int children,
    int amount,
    int months,
    String purpose) {

  enum Contract {
    PERMANENT,
    FIXED_TERM,
    SELF_EMPLOYED
  }

  enum Housing {
    RENTS,
    OWNS,
    WITH_PARENTS
  }

  static final List<String> PURPOSES =
      List.of(
          "a used car",
          "a new kitchen",
          "a wedding",
          "furniture",
          "dental treatment",
          "a training course",
          "repairs to the car",
          "a holiday",
          "a move");

  /// The purpose of those alone who have other loans.
  static final String REPLACING = "paying off other loans";

  private record Job(String title, int income, double selfEmployed) {}

  private static final List<Job> JOBS =
      List.of(
          new Job("electrician", 2700, 0.2),
          new Job("nurse", 2600, 0),
          new Job("shop assistant", 1800, 0),
          new Job("bus driver", 2300, 0),
          new Job("teacher", 3300, 0),
          new Job("hairdresser", 1700, 0.3),
          new Job("software developer", 4100, 0.15),
          new Job("cook", 1900, 0.05),
          new Job("accountant", 3200, 0.1),
          new Job("warehouse worker", 2000, 0),
          new Job("architect", 3500, 0.35),
          new Job("gardener", 2000, 0.25),
          new Job("dental assistant", 2000, 0),
          new Job("plumber", 2700, 0.25),
          new Job("journalist", 2800, 0.4),
          new Job("cleaner", 1500, 0.1),
          new Job("civil engineer", 3900, 0.1),
          new Job("carpenter", 2500, 0.2),
          new Job("lorry driver", 2400, 0.1),
          new Job("librarian", 2700, 0),
          new Job("pharmacist", 3600, 0.1),
          new Job("waiter", 1650, 0),
          new Job("photographer", 2200, 0.7),
          new Job("police officer", 3100, 0));

  /// Draws a person who does not exist. `care`, with which somebody handles money, appears in no
  /// column; it ties late payments, debts and savings to one another.
  static Application draw(Random random) {
    double care = random.nextGaussian();
    Job job = JOBS.get(random.nextInt(JOBS.size()));
    int age = 20 + random.nextInt(46);
    int years = (int) (StrictMath.pow(random.nextDouble(), 1.6) * (age - 18));
    boolean own = random.nextDouble() < job.selfEmployed();
    boolean fixedTerm = random.nextDouble() < (years < 3 ? 0.4 : 0.06);
    double raise = 0.007 * years + 0.2 * random.nextGaussian();
    int income = rounded(job.income() * StrictMath.exp(raise), 50);
    int loans = Math.min(4, poisson(0.9 * StrictMath.exp(-0.25 * care), random));
    double debt = 0;
    for (int i = 0; i < loans; i++) {
      debt += StrictMath.exp(8.2 - 0.15 * care + 0.8 * random.nextGaussian());
    }
    int late = Math.min(6, poisson(StrictMath.exp(-1 - 0.8 * care), random));
    boolean collection = random.nextDouble() < Risk.logistic(-3.6 + 0.8 * late - 0.4 * care);
    double place = random.nextDouble();
    boolean owns = place < 0.12 + 0.006 * (age - 20);
    boolean withParents = age < 30 && place > 0.75;
    boolean saves = random.nextDouble() < Risk.logistic(0.8 + 0.9 * care);
    double saved = saves ? income * StrictMath.exp(0.7 + 0.8 * random.nextGaussian()) : 0;
    int children = age < 23 ? 0 : Math.min(4, poisson(0.8, random));
    int amount = rounded(StrictMath.exp(8.9 + 0.7 * random.nextGaussian()), 500);
    int months = 12 * (1 + random.nextInt(7));
    return new Application(
        age,
        job.title(),
        own ? Contract.SELF_EMPLOYED : fixedTerm ? Contract.FIXED_TERM : Contract.PERMANENT,
        years,
        income,
        loans,
        loans == 0 ? 0 : Math.max(100, rounded(debt, 100)),
        late,
        collection,
        owns ? Housing.OWNS : withParents ? Housing.WITH_PARENTS : Housing.RENTS,
        rounded(saved, 100),
        children,
        Math.clamp(amount, 1000, 40_000),
        months,
        loans > 0 && random.nextInt(6) == 0
            ? REPLACING
            : PURPOSES.get(random.nextInt(PURPOSES.size())));
  }

  private static int rounded(double value, int step) {
    return (int) StrictMath.rint(value / step) * step;
  }

  /// Knuth's way: how many uniform numbers can be multiplied before the product is below e^-mean.
  private static int poisson(double mean, Random random) {
    double limit = StrictMath.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > limit; count++) {
      product *= random.nextDouble();
    }
    return count;
  }

  /// The share of the income that goes into instalments: this loan's at 6 % a year, and 3 % of what
  /// is owed elsewhere.
  double burden() {
    double instalment = amount * (1 + 0.06 * months / 24.0) / months;
    return (instalment + 0.03 * debt) / income;
  }
}
