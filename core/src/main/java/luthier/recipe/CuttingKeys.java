package luthier.recipe;

import java.util.List;
import java.util.Optional;

/// The keys of [Cutting].
final class CuttingKeys {

  static final Key<Long> SPLIT_SEED =
      Key.depends(
          "data.split_seed",
          Types.wholeNumber(0, Long.MAX_VALUE),
          "seed",
          "seed of the cut into train, validation and test: runs with other seeds keep the sets",
          recipe -> recipe.data().cutting().seed());

  static final Key<Boolean> WITHHOLD_TEST =
      Key.of(
          "data.withhold_test",
          Types.flag(),
          false,
          "cut the test set as always and then leave it out: nothing is measured on it; for runs"
              + " that choose settings, as those of a search are",
          recipe -> Optional.of(recipe.data().cutting().withholdTest()));

  static final List<Key<?>> ALL = List.of(SPLIT_SEED, WITHHOLD_TEST);

  private CuttingKeys() {}

  static Cutting from(Values values) {
    return new Cutting(values.find(SPLIT_SEED), values.get(WITHHOLD_TEST));
  }
}
