package luthier.pocket.talk;

/// A rule about the state of something: the words for each state are in the rules of the outcome.
record States() implements Measure {

  @Override
  public void bindLimits(Script script) {}

  @Override
  public boolean bindFact(Script script, int outcome) {
    return false;
  }
}
