package luthier.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/// A passage that was not found as it is, or one that is not there.
///
/// @param truth the passage as it is; empty when there is none
/// @param found the passage as it was found; empty when it was missed
public record EntityError(Kind kind, Optional<Span> truth, Optional<Span> found) {

  /// What is wrong.
  public enum Kind {
    /// right bounds, another label
    LABEL,
    /// right label, overlapping bounds
    BOUNDS,
    /// overlapping bounds, another label
    LABEL_AND_BOUNDS,
    /// nothing was found there
    MISSED,
    /// nothing is there
    SPURIOUS
  }

  /// Pairs what was missed with what was found wrongly: each at most once, the closest kinds first.
  static List<EntityError> of(Collection<Span> missed, Collection<Span> wrong) {
    Comparator<Span> order =
        Comparator.comparingInt(Span::start).thenComparingInt(Span::end).thenComparing(Span::label);
    List<Span> left = new ArrayList<>(missed.stream().sorted(order).toList());
    List<Span> right = new ArrayList<>(wrong.stream().sorted(order).toList());
    List<EntityError> errors = new ArrayList<>();
    pair(Kind.LABEL, Span::sameBounds, left, right, errors);
    pair(Kind.BOUNDS, (a, b) -> a.overlaps(b) && a.label().equals(b.label()), left, right, errors);
    pair(Kind.LABEL_AND_BOUNDS, Span::overlaps, left, right, errors);
    left.forEach(
        span -> errors.add(new EntityError(Kind.MISSED, Optional.of(span), Optional.empty())));
    right.forEach(
        span -> errors.add(new EntityError(Kind.SPURIOUS, Optional.empty(), Optional.of(span))));
    return errors;
  }

  private static void pair(
      Kind kind,
      BiPredicate<Span, Span> fits,
      List<Span> left,
      List<Span> right,
      List<EntityError> errors) {
    for (Span truth : List.copyOf(left)) {
      right.stream()
          .filter(found -> fits.test(truth, found))
          .findFirst()
          .ifPresent(found -> {
            errors.add(new EntityError(kind, Optional.of(truth), Optional.of(found)));
            left.remove(truth);
            right.remove(found);
          });
    }
  }
}
