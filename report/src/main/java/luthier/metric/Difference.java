package luthier.metric;

/// How much a score changed between two models on the same examples.
///
/// @param change new minus old, with its 95 % interval; named after the metric
/// @param pValue probability of a change at least this large if there were none in truth
/// @param test how the p-value was found: `paired_randomisation`, `mcnemar_exact` or
///   `paired_bootstrap`; with `_holm` at its end where it was corrected ([Correction])
public record Difference(Score change, double pValue, String test) {

  /// Whether the change is more than chance explains, at the 5 % level.
  public boolean significant() {
    return pValue < 1 - Score.CONFIDENCE;
  }
}
