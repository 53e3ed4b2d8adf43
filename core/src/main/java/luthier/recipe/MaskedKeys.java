package luthier.recipe;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The keys of masked text, in the section `training`.
final class MaskedKeys {

  private static final Set<Task> OF_MASKED = EnumSet.of(Task.MASKED_TEXT);

  static final Key<Double> PROBABILITY =
      Key.depends(
          "training.mask_probability",
          Types.number("greater than 0 and less than 1", RecipeTypes::isShare),
          "0.15",
          "share of the words that are hidden from the model and predicted, chosen anew in every"
              + " epoch; all tokens of a word are chosen together",
          recipe ->
              OF_MASKED.contains(recipe.task())
                  ? Optional.of(recipe.training().masking().probability())
                  : Optional.empty());

  static final List<Key<?>> ALL = List.of(PROBABILITY);

  /// The tasks that each key is for.
  static final Map<Key<?>, Set<Task>> TASKS = Map.of(PROBABILITY, OF_MASKED);

  private MaskedKeys() {}

  static Masking read(Values values) {
    return new Masking(values.get(PROBABILITY, Masking.USUAL.probability()));
  }
}
