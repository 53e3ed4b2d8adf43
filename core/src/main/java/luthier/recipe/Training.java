package luthier.recipe;

import java.util.Optional;

/// How the weights are found.
///
/// @param length how long the run trains
/// @param batchSize examples per optimizer step
/// @param microBatchSize examples per forward pass: layout, never changes the result
/// @param packing several examples in one row: layout, never changes the result
/// @param maxLength longest example in tokens; undecided: the smaller of 1024 and the model's
///   positions
/// @param shuffle a new order in each epoch, from the seed
/// @param groupByLength examples of similar length in one step
/// @param optimizer AdamW and its settings
/// @param learningRate the peak, per step
/// @param schedule the learning rate over the run
/// @param maxGradNorm L2 norm to which longer gradients are scaled down; empty for no clipping
/// @param dtype number format of the passes
/// @param labelSmoothing probability spread over the whole vocabulary, in [0, 1)
/// @param activationCheckpointing compute activations a second time instead of keeping them
/// @param earlyStopping empty for none
/// @param validateEvery how often the validation loss is measured
/// @param checkpointEvery how often the state is saved
/// @param bestBy the validation's number that chooses the best step; see [BestBy]
/// @param keepCheckpoints how many of the newest checkpoints stay; the best stays besides
/// @param stopWhen what the curves must show for the run to end early
/// @param leftOpen numbers that only the data or a trial can decide
/// @param labelLoss what tasks with labels minimise
/// @param masking which words of masked text are hidden
/// @param regularization what else holds off overfitting and forgetting
public record Training(
    RunLength length,
    int batchSize,
    Auto<Integer> microBatchSize,
    boolean packing,
    Auto<Integer> maxLength,
    boolean shuffle,
    boolean groupByLength,
    AdamW optimizer,
    Auto<Double> learningRate,
    Schedule schedule,
    Optional<Double> maxGradNorm,
    Auto<Dtype> dtype,
    double labelSmoothing,
    Auto<Boolean> activationCheckpointing,
    Optional<EarlyStopping> earlyStopping,
    Auto<Interval> validateEvery,
    Auto<Interval> checkpointEvery,
    Optional<String> bestBy,
    int keepCheckpoints,
    StopWhen stopWhen,
    LeftOpen leftOpen,
    LabelLoss labelLoss,
    Masking masking,
    Regularization regularization) {

  public Training {
    Problems problems =
        new Problems()
            .check(TrainingKeys.BATCH_SIZE, Auto.of(batchSize))
            .check(TrainingKeys.MICRO_BATCH_SIZE, microBatchSize)
            .check(TrainingKeys.MAX_LENGTH, maxLength)
            .check(TrainingKeys.LEARNING_RATE, Optional.of(learningRate))
            .check(TrainingKeys.MAX_GRAD_NORM, maxGradNorm)
            .check(TrainingKeys.LABEL_SMOOTHING, labelSmoothing)
            .check(TrainingKeys.KEEP_CHECKPOINTS, keepCheckpoints);
    int most = leftOpen.batchSize() ? Integer.MAX_VALUE : batchSize;
    Contradictions.inTraining(problems, most, microBatchSize, shuffle, groupByLength);
    problems.throwIfAny();
  }
}
