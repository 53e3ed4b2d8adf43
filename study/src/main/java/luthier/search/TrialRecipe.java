package luthier.search;

import luthier.recipe.Recipe;

/// The recipe of a trial. One that exists withholds its test set: whatever is chosen by trials is
/// chosen without it.
///
/// @param recipe without a section `search`
record TrialRecipe(Recipe recipe) {

  TrialRecipe {
    if (!recipe.data().cutting().withholdTest()) {
      throw new IllegalArgumentException(
          "a trial whose test set is not withheld: choosing by it would use the test set up");
    }
    if (recipe.search().isPresent()) {
      throw new IllegalArgumentException("a trial that searches");
    }
  }

  String yaml() {
    return recipe.toYaml();
  }
}
