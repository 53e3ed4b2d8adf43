package luthier.checkpoint;

import java.util.Optional;
import luthier.recipe.EarlyStopping;

/// Where a training stands. Random numbers and the order of examples are functions of seed and
/// step, so this and the tensors are everything.
///
/// @param step steps made
/// @param bestStep step of the best validation; 0 before the first validation
/// @param bestLoss its loss, or what else is judged by, less being better; infinite before
/// @param referenceLoss what an improvement is measured from (early stopping); infinite before
/// @param withoutImprovement validations since that
/// @param lastLoss training loss of the last step that had a learning rate
/// @param sameLosses how many such steps in a row had exactly that loss
public record Progress(
    long step,
    long bestStep,
    double bestLoss,
    double referenceLoss,
    int withoutImprovement,
    double lastLoss,
    int sameLosses) {

  /// Before the first step.
  public static final Progress START =
      new Progress(
          0, 0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY, 0);

  /// @param learned whether the step before could have changed anything (its rate was not 0)
  public Progress afterStep(long number, double loss, boolean learned) {
    int same = learned && loss == lastLoss ? sameLosses + 1 : 0;
    return new Progress(number, bestStep, bestLoss, referenceLoss, withoutImprovement, loss, same);
  }

  /// @param minDelta by how much a loss must fall to count as an improvement
  public Progress afterValidation(double loss, double minDelta) {
    boolean best = loss < bestLoss;
    boolean improvement = loss < referenceLoss - minDelta;
    return new Progress(
        step,
        best ? step : bestStep,
        best ? loss : bestLoss,
        improvement ? loss : referenceLoss,
        improvement ? 0 : withoutImprovement + 1,
        lastLoss,
        sameLosses);
  }

  public boolean patienceSpent(Optional<EarlyStopping> earlyStopping) {
    return earlyStopping.isPresent() && withoutImprovement >= earlyStopping.get().patience();
  }
}
