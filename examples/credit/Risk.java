import java.util.List;
import java.util.stream.IntStream;

/// The process by which a loan is not paid back, and how well anybody could foresee it.
final class Risk {

  /// Deviation of what no application tells: illness, luck, a leaking roof.
  static final double UNSEEN = 0.6;

  private Risk() {}

  /// The log-odds of a default as far as the application tells them.
  static double seen(Application a) {
    double burden = StrictMath.log(Math.max(0.02, a.burden()) / 0.2) / StrictMath.log(2);
    double score = -3.4;
    score += 0.9 * Math.min(a.late(), 4);
    score += a.collection() ? 1.3 : 0;
    score += 0.8 * Math.clamp(burden, -2, 2);
    score +=
        switch (a.contract()) {
          case PERMANENT -> 0;
          case FIXED_TERM -> 0.7;
          case SELF_EMPLOYED -> 0.4;
        };
    score -= 0.3 * StrictMath.log(1 + a.years());
    score += a.savings() == 0 ? 0.7 : a.savings() > 3 * a.income() ? -0.6 : 0;
    score += a.housing() == Application.Housing.OWNS ? -0.5 : 0;
    score += 0.1 * a.children();
    score += a.purpose().equals(Application.REPLACING) ? 0.5 : 0;
    return score;
  }

  /// The probability of a default, given the application: the mean over what is unseen, by the
  /// trapezium rule.
  static double probability(Application application) {
    double seen = seen(application);
    double sum = 0;
    double weights = 0;
    for (double z = -5; z <= 5; z += 0.125) {
      double weight = StrictMath.exp(-z * z / 2);
      sum += weight * logistic(seen + UNSEEN * z);
      weights += weight;
    }
    return sum / weights;
  }

  static double logistic(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  /// What a model that knew these probabilities would reach, in the mean over outcomes.
  ///
  /// @param auroc the probability that a default is ranked above a repaid loan
  /// @param precision the mean over defaults of the share of defaults among those ranked as high
  /// @param cost a loan, when those are refused where that is the cheaper choice
  record Best(double defaults, double auroc, double precision, double cost) {
    static Best of(List<Double> probabilities, double falseAlarm, double missed) {
      List<Double> down = probabilities.stream().sorted((a, b) -> Double.compare(b, a)).toList();
      double defaults = down.stream().mapToDouble(p -> p).sum();
      double repaid = down.size() - defaults;
      double above = 0;
      double ordered = 0;
      double precision = 0;
      for (int i = 0; i < down.size(); i++) {
        double p = down.get(i);
        ordered += above * (1 - p);
        precision += p * (above + 1) / (i + 1);
        above += p;
      }
      double pairs =
          IntStream.range(0, down.size()).mapToDouble(i -> down.get(i) * (1 - down.get(i))).sum();
      double cost =
          down.stream().mapToDouble(p -> Math.min(missed * p, falseAlarm * (1 - p))).sum();
      return new Best(
          defaults / down.size(),
          ordered / (defaults * repaid - pairs),
          precision / defaults,
          cost / down.size());
    }
  }
}
