package luthier.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import luthier.InvalidInputException;
import luthier.recipe.Split;
import luthier.source.SourceRow;

/// The three sets of a run.
///
/// Membership follows from the hash of an example's group and the seed, so that it stays when data
/// are added. A group is the value of `data.group_by`, or else a cluster of near-duplicates, named
/// by the smallest id in it.
///
/// @param train what the weights are fitted to
/// @param validation what chooses the best checkpoint
/// @param test frozen: chooses nothing
/// @param duplicates examples whose content another one has too
/// @param nearDuplicates examples in a cluster with others of different content
/// @param removedFromTrain examples of train that were left out because validation or test files
///   hold them or a near-duplicate
public record Dataset(
    List<IdentifiedExample> train,
    List<IdentifiedExample> validation,
    List<IdentifiedExample> test,
    long duplicates,
    long nearDuplicates,
    long removedFromTrain) {

  private static final int FEW = 50;
  private static final int MOST_VALIDATION = 500;

  /// Rows of the files of a recipe: those of `data.train`, and of validation and test files if the
  /// recipe names some.
  public record Rows(List<SourceRow> train, List<SourceRow> validation, List<SourceRow> test) {}

  /// @throws InvalidInputException when a set that was asked for, or train, would be empty
  public static Dataset of(Rows rows, Split validation, Split test, long seed) {
    List<SourceRow> all = new ArrayList<>(rows.train());
    all.addAll(rows.validation());
    all.addAll(rows.test());
    List<IdentifiedExample> examples = identified(all);
    int trainRows = rows.train().size();
    int validationEnd = trainRows + rows.validation().size();
    List<IdentifiedExample> fromFiles = examples.subList(trainRows, examples.size());
    Set<String> held = new HashSet<>();
    fromFiles.forEach(e -> held.add(e.group()));
    List<IdentifiedExample> open =
        examples.subList(0, trainRows).stream().filter(e -> !held.contains(e.group())).toList();
    Cut cut = new Cut(open, seed);
    List<IdentifiedExample> testSet =
        test instanceof Split.Share(double share)
            ? cut.take("data.test", share)
            : examples.subList(validationEnd, examples.size());
    List<IdentifiedExample> validationSet =
        switch (validation) {
          case Split.Share(double share) -> cut.take("data.validation", share);
          case Split.Auto _ when open.size() >= FEW ->
              cut.take("data.validation", Math.min(0.1, (double) MOST_VALIDATION / open.size()));
          default -> examples.subList(trainRows, validationEnd);
        };
    if (cut.rest().isEmpty()) {
      throw new InvalidInputException(
          "data: no example is left to train on; "
              + trainRows
              + " were read, and validation and test take all of them");
    }
    return new Dataset(
        cut.rest(),
        List.copyOf(validationSet),
        List.copyOf(testSet),
        duplicates(examples),
        nearDuplicates(examples),
        (long) trainRows - open.size());
  }

  private static List<IdentifiedExample> identified(List<SourceRow> rows) {
    List<String> texts = rows.stream().map(row -> Contents.text(row.example())).toList();
    List<String> ids = rows.stream().map(row -> Contents.id(row.example())).toList();
    int[] clusters = NearDuplicates.clusters(texts);
    Map<Integer, String> smallest = new HashMap<>();
    for (int i = 0; i < clusters.length; i++) {
      smallest.merge(clusters[i], ids.get(i), (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }
    List<IdentifiedExample> examples = new ArrayList<>();
    for (int i = 0; i < clusters.length; i++) {
      String cluster = String.valueOf(smallest.get(clusters[i]));
      String group = rows.get(i).group().map(g -> "group:" + g).orElse(cluster);
      examples.add(new IdentifiedExample(ids.get(i), group, rows.get(i).example()));
    }
    return examples;
  }

  private static long duplicates(List<IdentifiedExample> examples) {
    return examples.size() - examples.stream().map(IdentifiedExample::id).distinct().count();
  }

  private static long nearDuplicates(List<IdentifiedExample> examples) {
    Map<String, Set<String>> idsOf = new HashMap<>();
    examples.forEach(e -> idsOf.computeIfAbsent(e.group(), _ -> new HashSet<>()).add(e.id()));
    return idsOf.values().stream().filter(ids -> ids.size() > 1).mapToLong(Set::size).sum();
  }

  /// Takes shares of the groups by their hash: first those below the first share, then the next.
  private static final class Cut {
    private final List<IdentifiedExample> examples;
    private final long seed;
    private final TreeMap<Double, List<IdentifiedExample>> byHash = new TreeMap<>();
    private double taken;

    Cut(List<IdentifiedExample> examples, long seed) {
      this.examples = examples;
      this.seed = seed;
      for (IdentifiedExample example : examples) {
        byHash.computeIfAbsent(place(example.group()), _ -> new ArrayList<>()).add(example);
      }
    }

    /// The groups whose hash falls into the next stretch of this length; the next group at least.
    List<IdentifiedExample> take(String key, double share) {
      double end = taken + share;
      List<IdentifiedExample> set = new ArrayList<>();
      while (!byHash.isEmpty() && (byHash.firstKey() < end || set.isEmpty())) {
        set.addAll(byHash.pollFirstEntry().getValue());
      }
      if (set.isEmpty()) {
        throw new InvalidInputException(
            key + ": a share of " + share + " leaves no example; give it files, or add data");
      }
      taken = end;
      set.sort(Comparator.comparing(IdentifiedExample::id));
      return set;
    }

    /// What nobody took, in the order of the files.
    List<IdentifiedExample> rest() {
      Set<String> left = new HashSet<>();
      byHash.values().forEach(group -> left.add(group.getFirst().group()));
      return examples.stream().filter(e -> left.contains(e.group())).toList();
    }

    /// In [0, 1).
    private double place(String group) {
      long hash = seed * 0x9E3779B97F4A7C15L;
      for (int i = 0; i < group.length(); i++) {
        hash = (hash ^ group.charAt(i)) * 0x100000001b3L;
        hash ^= hash >>> 29;
      }
      hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
      return ((hash ^ (hash >>> 31)) >>> 11) * 0x1.0p-53;
    }
  }
}
