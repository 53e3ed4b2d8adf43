package luthier.jinja;

/// What one rendering may use, so that a hostile or broken template ends with an error and not with
/// the process.
///
/// @param steps evaluations of an expression or a statement, and per 64 characters or list items
///   made
/// @param characters UTF-16 units of the output, and of any text made on the way
/// @param depth macro calls and recursive loops inside one another
public record Limits(long steps, int characters, int depth) {

  /// Far above what real conversations need, yet reached within seconds.
  public static final Limits DEFAULT = new Limits(20_000_000, 16_000_000, 200);

  public Limits {
    if (steps < 1 || characters < 1 || depth < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
