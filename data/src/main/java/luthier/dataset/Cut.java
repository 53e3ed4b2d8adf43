package luthier.dataset;

import com.dynatrace.hash4j.hashing.Hashing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import luthier.InvalidInputException;

/// Cuts shares for test and validation out of examples, whole groups only.
///
/// Every group has a place in [0, 1), a hash of its name and the seed. Groups below the share of
/// `data.test` are the test set, groups above one minus the share of `data.validation` the
/// validation set; so each set holds its share in expectation, and a group keeps its place when
/// data are added. Three exceptions:
///
/// * a set that would be empty by chance gets the group that is nearest to it;
/// * a group of more than half of all examples stays in train, with a note;
/// * `validation: auto` takes at most 500 examples, those nearest to one.
final class Cut {

  private static final int AUTO_FROM_EXAMPLES = 50;
  private static final int AUTO_AT_MOST = 500;
  private static final double AUTO_SHARE = 0.1;

  private final List<IdentifiedExample> examples;
  private final List<Group> groups = new ArrayList<>();
  private final List<Group> stayInTrain = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private record Group(String name, double place, List<IdentifiedExample> examples) {}

  /// The sets; what was neither test nor validation is train, in the order of the examples.
  record Sets(
      List<IdentifiedExample> train,
      List<IdentifiedExample> validation,
      List<IdentifiedExample> test,
      List<String> notes) {}

  Cut(List<IdentifiedExample> examples, long seed) {
    this.examples = examples;
    Map<String, List<IdentifiedExample>> byName = new LinkedHashMap<>();
    examples.forEach(e -> byName.computeIfAbsent(e.group(), _ -> new ArrayList<>()).add(e));
    byName.forEach((name, members) -> {
      if (members.size() > examples.size() / 2 && byName.size() > 1) {
        stayInTrain.add(new Group(name, 0, members));
      } else {
        groups.add(new Group(name, place(name, seed), members));
      }
    });
    groups.sort(Comparator.comparingDouble(Group::place).thenComparing(Group::name));
  }

  /// In [0, 1): the top 53 bits of a hash.
  static double place(String group, long seed) {
    return (Hashing.komihash5_0(seed).hashCharsToLong(group) >>> 11) * 0x1.0p-53;
  }

  /// @param test share for the test set, 0 for none
  /// @param validation share for the validation set, 0 for none
  /// @throws InvalidInputException if a share that was asked for, or what is left, is less than an
  ///   example, or there are fewer groups than sets
  Sets shares(double test, double validation) {
    requireAnExample("data.test", test);
    requireAnExample("data.validation", validation);
    double train = 1 - test - validation;
    if (train * examples.size() < 0.5) {
      throw new InvalidInputException(
          "data: a share of "
              + test
              + " for test and of "
              + validation
              + " for validation leaves nothing of "
              + examples.size()
              + " examples to train on; expected shares that add up to less than one");
    }
    int sets = (test > 0 ? 1 : 0) + (validation > 0 ? 1 : 0) + (stayInTrain.isEmpty() ? 1 : 0);
    if (groups.size() < sets) {
      throw new InvalidInputException(
          "data: the "
              + examples.size()
              + " examples are only "
              + (groups.size() + stayInTrain.size())
              + " groups (near-duplicates, or equal values of data.group_by), too few to cut"
              + " validation or test from them without a group in two sets; give them files of"
              + " their own");
    }
    Sets cut = cut(test, validation);
    noteGiant();
    noteSize("data.test", test, cut.test().size());
    noteSize("data.validation", validation, cut.validation().size());
    return new Sets(cut.train(), cut.validation(), cut.test(), notes);
  }

  /// @param test share for the test set, 0 for none; a tenth of what there is, but at most 500, is
  ///   the validation set when there are fifty examples or more
  Sets auto(double test) {
    int setsAsked = (test > 0 ? 1 : 0) + 1 + (stayInTrain.isEmpty() ? 1 : 0);
    if (examples.size() < AUTO_FROM_EXAMPLES) {
      return shares(test, 0);
    }
    if (groups.size() < setsAsked) {
      notes.add(
          "no validation set: the examples are too few groups of near-duplicates to cut one from"
              + " them");
      return shares(test, 0);
    }
    Sets cut = shares(test, AUTO_SHARE);
    return cut.validation().size() <= AUTO_AT_MOST ? cut : capped(cut);
  }

  /// Takes whole groups, those nearest to one first, while they fit.
  private Sets capped(Sets cut) {
    Map<String, List<IdentifiedExample>> kept = new LinkedHashMap<>();
    int size = 0;
    Set<String> validationGroups =
        cut.validation().stream().map(IdentifiedExample::group).collect(Collectors.toSet());
    for (Group group : groups.reversed()) {
      if (validationGroups.contains(group.name())
          && size + group.examples().size() <= AUTO_AT_MOST) {
        kept.put(group.name(), group.examples());
        size += group.examples().size();
      }
    }
    List<IdentifiedExample> validation = new ArrayList<>();
    kept.values().forEach(validation::addAll);
    return sets(cut.test(), validation, cut.notes());
  }

  private Sets cut(double testShare, double validationShare) {
    int count = groups.size();
    int testEnd = 0;
    while (testEnd < count && groups.get(testEnd).place() < testShare) {
      testEnd++;
    }
    int validationStart = count;
    while (validationStart > testEnd
        && groups.get(validationStart - 1).place() >= 1 - validationShare) {
      validationStart--;
    }
    int fewestTest = testShare > 0 ? 1 : 0;
    int fewestValidation = validationShare > 0 ? 1 : 0;
    int fewestTrain = stayInTrain.isEmpty() ? 1 : 0;
    testEnd = Math.max(testEnd, fewestTest);
    validationStart = Math.min(validationStart, count - fewestValidation);
    // whichever of the two has more to give makes room
    while (validationStart - testEnd < fewestTrain) {
      if (testEnd > fewestTest && testEnd >= count - validationStart) {
        testEnd--;
      } else if (count - validationStart > fewestValidation) {
        validationStart++;
      } else {
        testEnd--;
      }
    }
    return sets(members(0, testEnd), members(validationStart, count), notes);
  }

  private List<IdentifiedExample> members(int from, int to) {
    return groups.subList(from, to).stream().flatMap(group -> group.examples().stream()).toList();
  }

  /// The sets that are cut out stand in the order of their ids: a part of one is then no sample of
  /// a part of the files.
  private Sets sets(
      List<IdentifiedExample> test, List<IdentifiedExample> validation, List<String> notes) {
    Set<String> out = new HashSet<>();
    test.forEach(example -> out.add(example.group()));
    validation.forEach(example -> out.add(example.group()));
    Comparator<IdentifiedExample> byId = Comparator.comparing(IdentifiedExample::id);
    return new Sets(
        examples.stream().filter(example -> !out.contains(example.group())).toList(),
        validation.stream().sorted(byId).toList(),
        test.stream().sorted(byId).toList(),
        List.copyOf(notes));
  }

  private void requireAnExample(String key, double share) {
    if (share > 0 && share * examples.size() < 0.5) {
      throw new InvalidInputException(
          key
              + ": a share of "
              + share
              + " of "
              + examples.size()
              + " examples is no example; raise it, add data, or set it to none");
    }
  }

  private void noteGiant() {
    for (Group group : stayInTrain) {
      notes.add(
          group.examples().size()
              + " of "
              + examples.size()
              + " examples are one group (near-duplicates, or one value of data.group_by), from "
              + group.examples().getFirst().example().origin()
              + " on; it stays in train");
    }
  }

  private void noteSize(String key, double share, int size) {
    double asked = share * examples.size();
    if (share > 0 && (size > 2 * asked + 2 || size < asked / 2 - 2)) {
      notes.add(
          key
              + ": holds "
              + size
              + " examples where "
              + Math.round(asked)
              + " were asked for, because groups are never cut");
    }
  }
}
