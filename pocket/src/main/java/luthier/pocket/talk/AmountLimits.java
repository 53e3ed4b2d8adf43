package luthier.pocket.talk;

/// One limit of an amount: outcome 0 lies below it, outcome 1 above.
///
/// @param money whether it is counted in euros; else it is a plain number
record AmountLimits(int limit, boolean money) implements Measure {

  @Override
  public void bindLimits(Script script) {
    script.set("n", value(limit));
  }

  @Override
  public boolean bindFact(Script script, int outcome) {
    int fact =
        outcome == 0
            ? script.dice().between(Math.max(2, limit / 3), limit - 1)
            : script.dice().between(limit + 1, limit * 2 + 1);
    script.set("k", value(fact)).set("left", value(Math.abs(limit - fact)));
    return true;
  }

  private Value value(int amount) {
    return money ? Money.euros(amount) : Value.of(Integer.toString(amount));
  }
}
