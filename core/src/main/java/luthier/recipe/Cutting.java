package luthier.recipe;

import java.util.Optional;

/// How the sets are cut, besides their sizes.
///
/// @param seed of the cut; empty: the run's
/// @param withholdTest cut the test set as always, and then leave it out of the run
public record Cutting(Optional<Long> seed, boolean withholdTest) {

  /// What a recipe means that says nothing about it.
  public static final Cutting USUAL = new Cutting(Optional.empty(), false);
}
