package luthier.recipe;

import java.util.List;
import java.util.Optional;

/// How `luthier search` looks for better values of some keys; other commands do not use it.
///
/// @param space the keys that are set, at least one; a condition names only keys before its own
/// @param trials at most so many; empty: as many as fit into `minutes`
/// @param minutes no trial starts after so many; empty for no limit
/// @param parallel trials at the same time
/// @param metric of the validation, as in `training.best_by`; empty: what that says
/// @param finalSeeds runs of the winner, each with another seed
public record Search(
    List<Dimension> space,
    Sampler sampler,
    Pruner pruner,
    Optional<Integer> trials,
    Optional<Double> minutes,
    int parallel,
    Optional<String> metric,
    int finalSeeds) {

  /// How the next values are chosen.
  public enum Sampler {
    /// Each at random.
    RANDOM,
    /// Where good trials are dense and bad ones are not: tree-structured Parzen estimators.
    TPE
  }

  /// Which trials end early.
  public enum Pruner {
    /// None.
    NONE,
    /// Those that are behind others at the same validation: asynchronous successive halving.
    ASHA
  }

  public Search {
    space = List.copyOf(space);
    new Problems()
        .check(SearchKeys.SPACE, space)
        .check(SearchKeys.PARALLEL, parallel)
        .check(SearchKeys.FINAL_SEEDS, finalSeeds)
        .throwIfAny();
  }
}
