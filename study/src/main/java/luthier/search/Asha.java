package luthier.search;

import java.util.List;

/// Asynchronous successive halving (Li et al. 2020, "A System for Massively Parallel Hyperparameter
/// Tuning"), with stopping: at the validations 1, 3, 9, 27 … a trial goes on only if it is in the
/// best third of those that came as far.
final class Asha {

  private static final int REDUCTION = 3;

  private Asha() {}

  /// @param round of the validation, from 1
  /// @param loss smaller is better
  /// @param others what other trials had at this round
  static boolean goesOn(int round, double loss, List<Double> others) {
    if (!isRung(round)) {
      return true;
    }
    long better = others.stream().filter(other -> other < loss).count();
    int kept = Math.ceilDiv(others.size() + 1, REDUCTION);
    return !Double.isNaN(loss) && better < kept;
  }

  static boolean isRung(int round) {
    int rung = 1;
    while (rung < round) {
      rung *= REDUCTION;
    }
    return rung == round;
  }
}
