package luthier.recipe;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The keys of the section `training`.
final class TrainingKeys {

  /// The section that the word `none` can stand for.
  static final String EARLY_STOPPING = "training.early_stopping";

  static final Key<Double> EPOCHS =
      Key.depends(
          "training.epochs",
          Types.positive(),
          "3, unless max_steps is given",
          "passes over the training examples; a fraction is allowed",
          of(t -> t.length() instanceof RunLength.Epochs(double n) ? Optional.of(n) : none()));

  static final Key<Long> MAX_STEPS =
      Key.depends(
          "training.max_steps",
          Types.wholeNumber(1, Long.MAX_VALUE),
          "epochs decides",
          "optimizer steps, instead of epochs",
          of(t -> t.length() instanceof RunLength.MaxSteps(long n) ? Optional.of(n) : none()));

  static final Key<Integer> BATCH_SIZE =
      always(
          "training.batch_size",
          Types.count(1),
          16,
          "examples per optimizer step",
          Training::batchSize);

  static final Key<Auto<Integer>> MICRO_BATCH_SIZE =
      always(
          "training.micro_batch_size",
          Types.count(1).orAuto(),
          Auto.auto(),
          "examples per forward pass, with packing as many tokens as so many of the greatest length"
              + " have; auto: as many as are fast and fit into memory; layout, never changes the"
              + " result",
          Training::microBatchSize);

  static final Key<Boolean> PACKING =
      always(
          "training.packing",
          Types.flag(),
          true,
          "several examples in one row; layout, never changes the result",
          Training::packing);

  static final Key<Auto<Integer>> MAX_LENGTH =
      always(
          "training.max_length",
          Types.count(2).orAuto(),
          Auto.auto(),
          "longest example, in tokens; auto: the smaller of 1024 and the model's positions",
          Training::maxLength);

  static final Key<Boolean> SHUFFLE =
      always(
          "training.shuffle",
          Types.flag(),
          true,
          "a new order in each epoch, from the seed; false: the order of the files",
          Training::shuffle);

  static final Key<Boolean> GROUP_BY_LENGTH =
      always(
          "training.group_by_length",
          Types.flag(),
          false,
          "examples of similar length in one step",
          Training::groupByLength);

  /// The word in the file for the type of optimizer; [AdamW] is the only one so far.
  enum OptimizerKind {
    ADAMW
  }

  static final Key<OptimizerKind> OPTIMIZER =
      always(
          "training.optimizer",
          Types.choice(
              OptimizerKind.class,
              "adam",
              "sgd",
              "adafactor",
              "lion",
              "muon",
              "galore",
              "adamw_8bit"),
          OptimizerKind.ADAMW,
          "how a gradient changes the weights",
          _ -> OptimizerKind.ADAMW);

  static final Key<Auto<Double>> LEARNING_RATE =
      always(
          "training.learning_rate",
          Types.positive().orAuto(),
          Auto.auto(),
          "the peak of the learning rate",
          Training::learningRate);

  /// The word in the file for each type of [Schedule].
  enum ScheduleKind {
    CONSTANT,
    LINEAR,
    COSINE,
    WARMUP_STABLE_DECAY
  }

  static final Key<ScheduleKind> SCHEDULE =
      always(
          "training.schedule",
          Types.choice(
              ScheduleKind.class,
              "polynomial",
              "cosine_with_restarts",
              "cosine_with_min_lr",
              "inverse_sqrt",
              "one_cycle",
              "reduce_on_plateau"),
          ScheduleKind.COSINE,
          "the learning rate after its warm-up: level, or down to 0 along a line or half a cosine,"
              + " or level and down at the end",
          t ->
              switch (t.schedule()) {
                case Schedule.Constant _ -> ScheduleKind.CONSTANT;
                case Schedule.Linear _ -> ScheduleKind.LINEAR;
                case Schedule.Cosine _ -> ScheduleKind.COSINE;
                case Schedule.WarmupStableDecay _ -> ScheduleKind.WARMUP_STABLE_DECAY;
              });

  static final Key<Double> WARMUP_RATIO =
      Key.depends(
          "training.warmup_ratio",
          Types.fraction(),
          "0.03 (schedule constant: 0), unless warmup_steps is given",
          "share of the optimizer steps in which the learning rate rises from 0",
          of(t ->
              t.schedule().warmup() instanceof Schedule.Warmup.Ratio(double ratio)
                  ? Optional.of(ratio)
                  : none()));

  static final Key<Long> WARMUP_STEPS =
      Key.depends(
          "training.warmup_steps",
          Types.wholeNumber(0, Long.MAX_VALUE),
          "warmup_ratio decides",
          "the same in optimizer steps, instead of warmup_ratio",
          of(t ->
              t.schedule().warmup() instanceof Schedule.Warmup.Steps(long steps)
                  ? Optional.of(steps)
                  : none()));

  static final Key<Double> DECAY_RATIO =
      Key.of(
          "training.decay_ratio",
          Types.number("greater than 0 and at most 1", value -> value > 0 && value <= 1),
          0.2,
          "share of the optimizer steps in which schedule warmup_stable_decay falls to 0",
          of(t ->
              t.schedule() instanceof Schedule.WarmupStableDecay stable
                  ? Optional.of(stable.decayRatio())
                  : none()));

  static final Key<Double> BETA1 =
      adamw("beta1", Types.fraction(), 0.9, "decay of AdamW's mean of gradients", AdamW::beta1);

  static final Key<Double> BETA2 =
      adamw("beta2", Types.fraction(), 0.999, "decay of AdamW's mean of squares", AdamW::beta2);

  static final Key<Double> EPSILON =
      adamw("epsilon", Types.positive(), 1e-8, "added to the root of that mean", AdamW::epsilon);

  static final Key<Double> WEIGHT_DECAY =
      adamw(
          "weight_decay",
          Types.notNegative(),
          0.01,
          "share of a weight taken off per step and unit of learning rate",
          AdamW::weightDecay);

  static final Key<AdamW.WeightDecayOn> WEIGHT_DECAY_ON =
      adamw(
          "weight_decay_on",
          Types.choice(AdamW.WeightDecayOn.class),
          AdamW.WeightDecayOn.MATRICES,
          "which weights decay: matrices (not biases and norms), or all",
          AdamW::weightDecayOn);

  static final Key<Optional<Double>> MAX_GRAD_NORM =
      always(
          "training.max_grad_norm",
          Types.positive().or("none"),
          Optional.of(1.0),
          "L2 norm to which longer gradients are scaled down",
          Training::maxGradNorm);

  static final Key<Auto<Dtype>> DTYPE =
      always(
          "training.dtype",
          Types.choice(Dtype.class, "float16").orAuto(),
          Auto.auto(),
          "number format of the passes; auto: what was measured to be faster here",
          Training::dtype);

  static final Key<Double> LABEL_SMOOTHING =
      always(
          "training.label_smoothing",
          Types.fraction(),
          0.0,
          "probability that the target spreads over the whole vocabulary",
          Training::labelSmoothing);

  static final Key<Auto<Boolean>> ACTIVATION_CHECKPOINTING =
      always(
          "training.activation_checkpointing",
          Types.flag().orAuto(),
          Auto.of(false),
          "compute activations twice instead of keeping them: less memory, a third slower; auto:"
              + " where they would not fit; never changes the result",
          Training::activationCheckpointing);

  static final Key<Integer> PATIENCE =
      Key.depends(
          EARLY_STOPPING + ".patience",
          Types.count(1),
          "3 when early_stopping is given; else no early stopping",
          "validations in a row without improvement that are tolerated",
          of(t -> t.earlyStopping().map(EarlyStopping::patience)));

  static final Key<Double> MIN_DELTA =
      Key.depends(
          EARLY_STOPPING + ".min_delta",
          Types.notNegative(),
          "0.0 when early_stopping is given",
          "by how much the validation's number must get better to count as improvement; a loss is"
              + " in nats per supervised token",
          of(t -> t.earlyStopping().map(EarlyStopping::minDelta)));

  static final Key<Auto<Interval>> VALIDATE_EVERY =
      always(
          "training.validate_every",
          RecipeTypes.interval().orAuto(),
          Auto.auto(),
          "optimizer steps between validations, or at the end of each epoch",
          Training::validateEvery);

  static final Key<Auto<Interval>> CHECKPOINT_EVERY =
      always(
          "training.checkpoint_every",
          RecipeTypes.interval().orAuto(),
          Auto.auto(),
          "optimizer steps between checkpoints, or at the end of each epoch",
          Training::checkpointEvery);

  static final Key<Optional<String>> BEST_BY =
      always(
          "training.best_by",
          Types.text("loss, or a metric of the task's validation").or("auto"),
          Optional.empty(),
          "the validation's number that chooses the best step and stops early; auto: macro_f1 of"
              + " classification, micro_f1 of multi_label, f1 of token_classification, else loss",
          Training::bestBy);

  static final Key<Integer> KEEP_CHECKPOINTS =
      always(
          "training.keep_checkpoints",
          Types.count(1),
          2,
          "how many of the newest checkpoints stay; the best stays besides",
          Training::keepCheckpoints);

  static final List<Key<?>> ALL =
      List.of(
          EPOCHS,
          MAX_STEPS,
          BATCH_SIZE,
          MICRO_BATCH_SIZE,
          PACKING,
          MAX_LENGTH,
          SHUFFLE,
          GROUP_BY_LENGTH,
          OPTIMIZER,
          LEARNING_RATE,
          SCHEDULE,
          WARMUP_RATIO,
          WARMUP_STEPS,
          DECAY_RATIO,
          BETA1,
          BETA2,
          EPSILON,
          WEIGHT_DECAY,
          WEIGHT_DECAY_ON,
          MAX_GRAD_NORM,
          DTYPE,
          LABEL_SMOOTHING,
          ACTIVATION_CHECKPOINTING,
          PATIENCE,
          MIN_DELTA,
          StopWhenKeys.STOP_WHEN,
          VALIDATE_EVERY,
          CHECKPOINT_EVERY,
          BEST_BY,
          KEEP_CHECKPOINTS);

  private TrainingKeys() {}

  private static <T> Key<T> always(
      String path, Type<T> type, T fallback, String meaning, Function<Training, T> component) {
    return Key.of(path, type, fallback, meaning, of(t -> Optional.of(component.apply(t))));
  }

  private static <T> Key<T> adamw(
      String name, Type<T> type, T fallback, String meaning, Function<AdamW, T> component) {
    return always("training." + name, type, fallback, meaning, t -> component.apply(t.optimizer()));
  }

  private static <T> Function<Recipe, Optional<T>> of(Function<Training, Optional<T>> component) {
    return recipe -> component.apply(recipe.training());
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }
}
