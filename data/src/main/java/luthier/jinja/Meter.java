package luthier.jinja;

/// Counts what one rendering has used and stops it at its [Limits].
final class Meter {

  /// Jinja's own sandbox refuses longer ranges.
  static final int MAX_RANGE = 100_000;

  private static final int MAX_ITEMS = 1_000_000;
  private static final int MAX_INTEGER_BITS = 100_000;

  /// Characters or items that cost as much as one evaluation.
  static final int UNITS_PER_STEP = 64;

  private final Limits limits;
  private long steps;
  private int depth;

  Meter(Limits limits) {
    this.limits = limits;
  }

  /// One evaluation.
  void step() {
    work(1);
  }

  /// Several evaluations' worth of work.
  void work(long units) {
    steps += units;
    if (steps > limits.steps()) {
      throw new TemplateError(
          "the template does not come to an end: more than " + limits.steps() + " steps");
    }
  }

  /// Called before a text of this many UTF-16 units is made.
  void characters(long count) {
    grows(count, count);
  }

  /// Called before a text grows by that many UTF-16 units to this count.
  void grows(long count, long added) {
    if (count > limits.characters()) {
      throw new TemplateError(
          "the template makes a text of "
              + count
              + " characters, allowed are "
              + limits.characters());
    }
    work(added / UNITS_PER_STEP);
  }

  /// Called before a list of this many items is made.
  void items(long count) {
    if (count > MAX_ITEMS) {
      throw new TemplateError(
          "the template makes a list of " + count + " items, allowed are " + MAX_ITEMS);
    }
    work(count / UNITS_PER_STEP);
  }

  /// Called before an integer of about this many bits is made.
  void integerBits(long bits) {
    if (bits > MAX_INTEGER_BITS) {
      throw new TemplateError(
          "the template makes an integer of " + bits + " bits, allowed are " + MAX_INTEGER_BITS);
    }
    work(bits / UNITS_PER_STEP);
  }

  void enterCall() {
    if (++depth > limits.depth()) {
      throw new TemplateError(
          "the template calls itself without end: more than " + limits.depth() + " calls deep");
    }
  }

  void leaveCall() {
    depth--;
  }
}
