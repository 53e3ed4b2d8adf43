package luthier.verdict;

/// What the tuned model unlearned.
///
/// @param rise of the loss on general text, by the base's: 0.05 where it rose by 5 %; negative
///   where it fell
/// @param limit the largest rise that is allowed
public record Forgetting(double rise, double limit) {

  /// Whether more was unlearned than is allowed.
  public boolean exceeded() {
    return rise > limit;
  }
}
