package luthier.curve;

import java.util.Map;
import luthier.recipe.BestBy;
import luthier.recipe.Recipe;
import luthier.recipe.Task;

/// What the rules must know of a run besides its numbers.
///
/// @param bestBy the validation's number that chooses the best step
/// @param nats whether the loss is in nats per token or example, so that its size has a meaning
public record CurveSettings(BestBy bestBy, boolean nats) {

  public static CurveSettings of(Recipe recipe) {
    return new CurveSettings(BestBy.of(recipe), recipe.task() != Task.REGRESSION);
  }

  /// @param settings a resolved recipe, flat, as [Recipe#settings()] gives it
  public static CurveSettings of(Map<String, String> settings) {
    String metric = settings.getOrDefault("training.best_by", "auto");
    return new CurveSettings(
        new BestBy(metric.equals("auto") ? "loss" : metric),
        !"regression".equals(settings.get("task")));
  }
}
