package luthier.recipe;

/// Ends a run whose validation loss no longer falls.
///
/// @param patience validations in a row without improvement that are tolerated, at least 1
/// @param minDelta by how much the loss must fall to count as better, in nats per supervised token
public record EarlyStopping(int patience, double minDelta) {

  public EarlyStopping {
    new Problems()
        .check(TrainingKeys.PATIENCE, patience)
        .check(TrainingKeys.MIN_DELTA, minDelta)
        .throwIfAny();
  }
}
