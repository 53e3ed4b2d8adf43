package luthier.runlog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Counts lengths into bins.
final class Histograms {

  private static final int[] ROUND = {1, 2, 4, 5, 8, 10};

  private Histograms() {}

  static DataReport.Lengths lengths(int maxLength, int bins, int[] lengths) {
    if (lengths.length == 0) {
      return new DataReport.Lengths(maxLength, List.of(), List.of(), 0, 0);
    }
    int[] sorted = lengths.clone();
    Arrays.sort(sorted);
    int longest = sorted[sorted.length - 1];
    int width = roundWidth(longest + 1, bins);
    int used = longest / width + 1;
    int[] counts = new int[used];
    for (int length : sorted) {
      counts[length / width]++;
    }
    List<Integer> edges = new ArrayList<>();
    for (int i = 0; i <= used; i++) {
      edges.add(i * width);
    }
    return new DataReport.Lengths(
        maxLength,
        edges,
        Arrays.stream(counts).boxed().toList(),
        sorted[(sorted.length - 1) / 2],
        longest);
  }

  /// The smallest of 1, 2, 4, 5, 8, 10, 20, 40, 50 … with which `bins` bins reach `range`.
  private static int roundWidth(int range, int bins) {
    for (long scale = 1; ; scale *= 10) {
      for (int factor : ROUND) {
        if (factor * scale * bins >= range) {
          return (int) (factor * scale);
        }
      }
    }
  }
}
