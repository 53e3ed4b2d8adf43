package luthier.metric;

/// A labelled passage.
///
/// @param start its first place: a character, or a token for tags
/// @param end one past its last
public record Span(int start, int end, String label) {

  public Span {
    Predictions.require(start >= 0 && end > start, "start < end", start + ", " + end);
  }

  boolean overlaps(Span other) {
    return start < other.end && other.start < end;
  }

  boolean sameBounds(Span other) {
    return start == other.start && end == other.end;
  }
}
