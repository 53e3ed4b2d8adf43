package luthier.recipe;

/// Numbers that the recipe leaves to Luthier, and that only the data or a trial can decide. Until
/// then they stand in the recipe at their fixed defaults.
///
/// @param epochs `training.epochs: auto`
/// @param batchSize `training.batch_size: auto`
/// @param rank `method.r: auto`
/// @param findRate `training.learning_rate: find`
public record LeftOpen(boolean epochs, boolean batchSize, boolean rank, boolean findRate) {

  /// All are fixed.
  public static final LeftOpen NOTHING = new LeftOpen(false, false, false, false);

  static LeftOpen of(Values values) {
    return new LeftOpen(
        values.find(TrainingKeys.EPOCHS).map(Auto::isAuto).orElse(false),
        values.find(TrainingKeys.BATCH_SIZE).map(Auto::isAuto).orElse(false),
        values.find(MethodKeys.R).map(Auto::isAuto).orElse(false),
        values.find(TrainingKeys.LEARNING_RATE).map(rate -> rate.isEmpty()).orElse(false));
  }
}
