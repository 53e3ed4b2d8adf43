package luthier.kernel;

import java.util.Arrays;

/// Which keys each query of a block of attention sees: a range, since documents are contiguous and
/// attention looks back, or back and ahead, without gaps.
public final class VisibleKeys {

  private final int[] from;
  private final int[] to;

  /// @param from first visible key of each query
  /// @param to one past its last; equal to `from` for a query that sees nothing
  public VisibleKeys(int[] from, int[] to) {
    if (from.length != to.length) {
      throw new IllegalArgumentException(from.length + " beginnings, " + to.length + " ends");
    }
    this.from = from.clone();
    this.to = to.clone();
  }

  /// The newest queries of one document whose keys begin at position 0.
  ///
  /// @param first position of the first query
  /// @param window keys that a query sees at most, itself included
  public static VisibleKeys causal(int first, int queries, int window) {
    int[] from = new int[queries];
    int[] to = new int[queries];
    for (int i = 0; i < queries; i++) {
      to[i] = first + i + 1;
      from[i] = Math.max(0, to[i] - window);
    }
    return new VisibleKeys(from, to);
  }

  public int queries() {
    return from.length;
  }

  public int from(int query) {
    return from[query];
  }

  public int to(int query) {
    return to[query];
  }

  long[] fromAsLongs() {
    return Arrays.stream(from).asLongStream().toArray();
  }

  long[] toAsLongs() {
    return Arrays.stream(to).asLongStream().toArray();
  }
}
