package luthier.pocket.talk;

/// What a rule measures, with its limits: finds facts for an outcome.
///
/// Outcome `i` lies between limit `i - 1` and limit `i`; facts never hit a limit exactly.
sealed interface Measure permits TimeLimits, AmountLimits, States {

  /// Binds the limits as `n` and, where there are two, `m`.
  void bindLimits(Script script);

  /// Binds a fact as `k` that leads to the outcome.
  ///
  /// @return true where `left` is bound too: how far the fact is from the limit, in the same unit
  boolean bindFact(Script script, int outcome);
}
