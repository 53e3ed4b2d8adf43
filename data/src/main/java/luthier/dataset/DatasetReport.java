package luthier.dataset;

import java.util.List;

/// What cutting a data set into sets found and did.
///
/// @param duplicates examples whose content an earlier one has too; they stay, in the same set
/// @param nearDuplicates examples that have a near-duplicate of other content
/// @param clusters clusters of two or more near-duplicates
/// @param removed examples that were left out because a set that comes before has them, or nearly
/// @param notes sentences about what is not as one would expect
/// @param train what the set holds; so `validation` and `test`
public record DatasetReport(
    int duplicates,
    int nearDuplicates,
    int clusters,
    List<Removed> removed,
    List<String> notes,
    SetFacts train,
    SetFacts validation,
    SetFacts test) {

  public DatasetReport {
    removed = List.copyOf(removed);
    notes = List.copyOf(notes);
  }

  /// One example that was left out. Test comes before validation, and validation before train: the
  /// frozen set is never made smaller.
  ///
  /// @param origin where it was read, `file:line`
  /// @param from `train` or `validation`
  /// @param because `validation` or `test`, which has it or a near-duplicate
  public record Removed(String origin, String from, String because) {}

  /// Examples removed from a set.
  public long removedFrom(String set) {
    return removed.stream().filter(each -> each.from().equals(set)).count();
  }
}
