package luthier.recipe;

import java.util.List;
import java.util.Optional;

/// The key that ends a run by what its curves show.
final class StopWhenKeys {

  private static final Type<List<StopWhen.Condition>> CONDITIONS =
      Types.list(
          1,
          Types.choice(StopWhen.Condition.class),
          "diverged, not_learning, overfitting, memorising, forgetting or plateau, in a list when"
              + " several");

  static final Key<StopWhen> STOP_WHEN =
      Key.of(
          "training.stop_when",
          CONDITIONS
              .or("none")
              .as(
                  conditions -> conditions.map(StopWhen::new).orElse(StopWhen.NEVER),
                  value ->
                      value.conditions().isEmpty()
                          ? Optional.empty()
                          : Optional.of(value.conditions())),
          StopWhen.NEVER,
          "what the curves must show at a validation for the run to end early with its best"
              + " weights; docs/curves.md has the rules",
          recipe -> Optional.of(recipe.training().stopWhen()));

  private StopWhenKeys() {}
}
