package luthier.jinja;

/// Where a character of a text came from.
///
/// @param item index of the traced item whose string it is part of, -1 for everything else
/// @param label true when that string is one of the item's labels (see [Trace]), not its matter
/// @param data whether it came, at least in part, from the values that were rendered; false for
///   what the template itself or a variable it may trust says
/// @param iteration number of the loop iteration that emitted it, 0 outside of loops; see
///   [Rendered#iterationItem]
/// @param generation number of the `{% generation %}` block that emitted it, 0 outside
public record Mark(int item, boolean label, boolean data, int iteration, int generation) {

  /// Of text that the template itself holds.
  public static final Mark LITERAL = new Mark(-1, false, false, 0, 0);

  /// Of data that belong to no traced item.
  static final Mark DATA = new Mark(-1, false, true, 0, 0);

  static Mark ofItem(int item, boolean label) {
    return new Mark(item, label, true, 0, 0);
  }

  /// The same source, taken for the template's own.
  Mark trusted() {
    return new Mark(item, label, false, iteration, generation);
  }

  /// The same source, emitted there; 0 leaves what was there before.
  Mark emitted(int newIteration, int newGeneration) {
    int i = newIteration == 0 ? iteration : newIteration;
    int g = newGeneration == 0 ? generation : newGeneration;
    return i == iteration && g == generation ? this : new Mark(item, label, data, i, g);
  }

  /// The same source, first used in that iteration.
  Mark usedIn(int newIteration) {
    return iteration != 0 || newIteration == 0
        ? this
        : new Mark(item, label, data, newIteration, generation);
  }
}
