package luthier.dataset;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.example.Example;
import luthier.recipe.Split;
import luthier.source.SourceRow;

/// The three sets of a run.
///
/// Membership follows from the hash of an example's group and the seed. A group is the value of
/// `data.group_by`, or else a cluster of near-duplicates, which is named by the id of the member
/// that was read first: what is added behind the data never moves an example from one set to
/// another, unless it joins two clusters that were apart. No two sets share an example or a
/// near-duplicate; where sets come from files of their own, or groups from a field, examples are
/// left out for that, of train for the sake of validation and test, of validation for that of test.
///
/// @param train what the weights are fitted to, in the order of the files
/// @param validation what chooses the best checkpoint; empty if there is none
/// @param test frozen: chooses nothing; empty if there is none
/// @param report what was found and done
public record Dataset(
    List<IdentifiedExample> train,
    List<IdentifiedExample> validation,
    List<IdentifiedExample> test,
    DatasetReport report) {

  public Dataset {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }

  /// The same sets without the test set, for runs that choose something: no example of it goes
  /// further than this.
  public Dataset withoutTest() {
    List<String> notes = new ArrayList<>(report.notes());
    if (!test.isEmpty()) {
      notes.add("the test set of " + test.size() + " examples is withheld (data.withhold_test)");
    }
    return new Dataset(
        train,
        validation,
        List.of(),
        new DatasetReport(
            report.duplicates(),
            report.nearDuplicates(),
            report.clusters(),
            report.removed(),
            notes,
            report.train(),
            report.validation(),
            SetFacts.of(List.of())));
  }

  /// Rows of the files of a recipe: those of `data.train`, and of validation and test files if the
  /// recipe names some.
  public record Rows(List<SourceRow> train, List<SourceRow> validation, List<SourceRow> test) {}

  /// @param validation [Split.Files] means the rows given
  /// @param test likewise
  /// @throws InvalidInputException when a set that was asked for, or train, would be empty
  public static Dataset of(Rows rows, Split validation, Split test, long seed) {
    return new Building(rows, validation, test, seed).dataset();
  }

  /// Everything on the way, once; the sets as sets of places in the list of all examples.
  private static final class Building {

    private final Rows rows;
    private final Split validationSplit;
    private final Split testSplit;
    private final long seed;
    private final List<IdentifiedExample> all;
    private final NearDuplicates nearDuplicates;
    private final int[] clusters;
    private final List<DatasetReport.Removed> removed = new ArrayList<>();

    Building(Rows rows, Split validationSplit, Split testSplit, long seed) {
      requireRows("data.train", rows.train());
      if (validationSplit instanceof Split.Files) {
        requireRows("data.validation", rows.validation());
      }
      if (testSplit instanceof Split.Files) {
        requireRows("data.test", rows.test());
      }
      this.rows = rows;
      this.validationSplit = validationSplit;
      this.testSplit = testSplit;
      this.seed = seed;
      List<SourceRow> every =
          Stream.of(rows.train(), rows.validation(), rows.test()).flatMap(List::stream).toList();
      List<Example> examples = every.stream().map(SourceRow::example).toList();
      this.nearDuplicates = NearDuplicates.among(examples);
      this.clusters = nearDuplicates.clusters();
      List<String> ids = examples.parallelStream().map(ExampleId::of).toList();
      this.all =
          IntStream.range(0, ids.size())
              .mapToObj(i ->
                  new IdentifiedExample(
                      ids.get(i),
                      every.get(i).group().map(g -> "field:" + g).orElse(ids.get(clusters[i])),
                      examples.get(i)))
              .toList();
    }

    Dataset dataset() {
      int trainEnd = rows.train().size();
      int validationEnd = trainEnd + rows.validation().size();
      BitSet train = range(0, trainEnd);
      BitSet validation = range(trainEnd, validationEnd);
      BitSet test = range(validationEnd, all.size());
      leaveOut(validation, "validation", test, "test");
      leaveOut(train, "train", test, "test");
      leaveOut(train, "train", validation, "validation");
      requireSome("data.train", train);
      if (validationSplit instanceof Split.Files) {
        requireSome("data.validation", validation);
      }
      Cut.Sets cut = cut(examples(train));
      List<IdentifiedExample> testSet =
          testSplit instanceof Split.Files ? examples(test) : cut.test();
      List<IdentifiedExample> validationSet =
          validationSplit instanceof Split.Files ? examples(validation) : cut.validation();
      List<IdentifiedExample> trainSet = cut.train();
      if (rows.train().getFirst().group().isPresent()) {
        return apart(trainSet, validationSet, testSet, cut.notes());
      }
      return new Dataset(
          trainSet, validationSet, testSet, report(trainSet, validationSet, testSet, cut.notes()));
    }

    /// The sets after the cut by a field, where near-duplicates of different groups may have come
    /// into different sets.
    private Dataset apart(
        List<IdentifiedExample> trainSet,
        List<IdentifiedExample> validationSet,
        List<IdentifiedExample> testSet,
        List<String> notes) {
      Map<IdentifiedExample, Integer> places = new IdentityHashMap<>();
      for (int i = 0; i < all.size(); i++) {
        places.put(all.get(i), i);
      }
      BitSet train = places(trainSet, places);
      BitSet validation = places(validationSet, places);
      BitSet test = places(testSet, places);
      leaveOut(validation, "validation", test, "test");
      leaveOut(train, "train", test, "test");
      leaveOut(train, "train", validation, "validation");
      requireSome("data.train", train);
      if (!validationSet.isEmpty()) {
        requireSome("data.validation", validation);
      }
      List<IdentifiedExample> trainLeft = examples(train);
      List<IdentifiedExample> validationLeft =
          validationSet.stream().filter(e -> validation.get(placeOf(e, places))).toList();
      return new Dataset(
          trainLeft, validationLeft, testSet, report(trainLeft, validationLeft, testSet, notes));
    }

    private Cut.Sets cut(List<IdentifiedExample> open) {
      Cut cut = new Cut(open, seed);
      double test = testSplit instanceof Split.Share(double share) ? share : 0;
      return switch (validationSplit) {
        case Split.Share(double share) -> cut.shares(test, share);
        case Split.Auto _ -> cut.auto(test);
        case Split.None _, Split.Files _ -> cut.shares(test, 0);
      };
    }

    /// Takes out of one set what another holds, or nearly.
    private void leaveOut(BitSet from, String fromName, BitSet held, String heldName) {
      if (from.isEmpty() || held.isEmpty()) {
        return;
      }
      BitSet near = nearDuplicates.near(from, held);
      near.stream()
          .forEach(i ->
              removed.add(
                  new DatasetReport.Removed(
                      all.get(i).example().origin().toString(), fromName, heldName)));
      from.andNot(near);
    }

    private DatasetReport report(
        List<IdentifiedExample> train,
        List<IdentifiedExample> validation,
        List<IdentifiedExample> test,
        List<String> notes) {
      Map<Integer, Set<String>> idsOfCluster = new HashMap<>();
      for (int i = 0; i < clusters.length; i++) {
        idsOfCluster.computeIfAbsent(clusters[i], _ -> new HashSet<>()).add(all.get(i).id());
      }
      List<Set<String>> several =
          idsOfCluster.values().stream().filter(ids -> ids.size() > 1).toList();
      long distinct = all.stream().map(IdentifiedExample::id).distinct().count();
      return new DatasetReport(
          (int) (all.size() - distinct),
          several.stream().mapToInt(Set::size).sum(),
          several.size(),
          removed,
          notes,
          SetFacts.of(train),
          SetFacts.of(validation),
          SetFacts.of(test));
    }

    private List<IdentifiedExample> examples(BitSet places) {
      return places.stream().mapToObj(all::get).toList();
    }

    private static BitSet places(
        List<IdentifiedExample> set, Map<IdentifiedExample, Integer> places) {
      BitSet bits = new BitSet();
      set.forEach(example -> bits.set(placeOf(example, places)));
      return bits;
    }

    private static int placeOf(IdentifiedExample example, Map<IdentifiedExample, Integer> places) {
      Integer place = places.get(example);
      if (place == null) {
        throw new IllegalStateException("an example that was not read");
      }
      return place;
    }

    private static BitSet range(int from, int to) {
      BitSet bits = new BitSet();
      bits.set(from, to);
      return bits;
    }

    private static void requireRows(String key, List<SourceRow> rows) {
      if (rows.isEmpty()) {
        throw new InvalidInputException(key + ": holds no usable example; expected at least one");
      }
    }

    private static void requireSome(String key, BitSet set) {
      if (set.isEmpty()) {
        throw new InvalidInputException(
            key
                + ": no example is left: every one is also in validation or test, or nearly so;"
                + " expected others");
      }
    }
  }
}
