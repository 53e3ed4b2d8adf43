package luthier.search;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.recipe.BestBy;

/// A trial as the store knows it.
///
/// @param number from 1
/// @param point the place in each active dimension, by key
/// @param why it failed; empty when it did not
/// @param seconds that it took
/// @param reports in the order of the validations
record TrialRecord(
    int number,
    Map<String, Double> point,
    TrialState state,
    String why,
    double seconds,
    List<Report> reports) {

  /// One validation.
  record Report(int step, double value) {}

  TrialRecord {
    reports = List.copyOf(reports);
  }

  /// The best number, which is that of the weights that were kept; empty when there was none.
  Optional<Report> best(BestBy metric) {
    return reports.stream()
        .filter(report -> !Double.isNaN(report.value()))
        .min(Comparator.comparingDouble(report -> loss(metric, report.value())));
  }

  Observation observed(BestBy metric) {
    double loss = best(metric).map(r -> loss(metric, r.value())).orElse(Double.POSITIVE_INFINITY);
    return new Observation(point, loss, state, reports.size());
  }

  /// So that smaller is better.
  static double loss(BestBy metric, double value) {
    return metric.lessIsBetter() ? value : -value;
  }
}
