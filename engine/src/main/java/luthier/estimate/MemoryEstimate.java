package luthier.estimate;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The most memory that a run will hold at once.
///
/// @param phase when that is, in words
/// @param terms what it consists of
public record MemoryEstimate(String phase, List<Term> terms) {

  private static final int NAMED = 3;

  public MemoryEstimate {
    terms = List.copyOf(terms);
  }

  /// A part of it.
  public record Term(String name, long bytes) {}

  public long bytes() {
    return terms.stream().mapToLong(Term::bytes).sum();
  }

  /// In one sentence, with the largest parts.
  public String text() {
    String largest =
        terms.stream()
            .sorted(Comparator.comparingLong(Term::bytes).reversed())
            .limit(NAMED)
            .map(term -> gigabytes(term.bytes()) + " of it " + term.name())
            .collect(Collectors.joining(", "));
    return "needs about " + gigabytes(bytes()) + ", most " + phase + ": " + largest;
  }

  /// A line for each part, largest first.
  public List<String> lines() {
    return terms.stream()
        .filter(term -> term.bytes() > 0)
        .sorted(Comparator.comparingLong(Term::bytes).reversed())
        .map(term -> String.format(Locale.ROOT, "%9s  %s", gigabytes(term.bytes()), term.name()))
        .toList();
  }

  /// E.g. `1.24 GB` of 2³⁰ bytes each, or `310 MB`.
  public static String gigabytes(long bytes) {
    double giga = bytes / (double) (1L << 30);
    return giga < 0.9995
        ? String.format(Locale.ROOT, "%.0f MB", giga * 1024)
        : String.format(Locale.ROOT, "%.2f GB", giga);
  }
}
