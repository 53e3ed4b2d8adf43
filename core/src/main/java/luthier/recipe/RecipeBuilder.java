package luthier.recipe;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// From the values of the keys to the records. Fills in what is absent, and reports which keys do
/// not go together before it builds anything.
final class RecipeBuilder {

  private final Values values;
  private final Problems problems;

  RecipeBuilder(Values values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  /// @param defaultName name of the run when the key is absent
  /// @throws luthier.InvalidInputException with every problem, those noted before included
  Recipe build(String defaultName) {
    reportKeysThatExcludeEachOther();
    Task task = values.get(RecipeKeys.TASK, Task.CHAT);
    Base.Init init = values.get(RecipeKeys.INIT);
    reportValuesThatContradict(task, init);
    problems.throwIfAny();
    return new Recipe(
        values.get(RecipeKeys.NAME, defaultName),
        values.get(RecipeKeys.SEED),
        task,
        new Base(values.get(RecipeKeys.BASE), init),
        data(task),
        method(init),
        training(),
        new Evaluation(
            values.get(RecipeKeys.ANSWER_PATTERN),
            values.get(RecipeKeys.SAMPLES),
            values.get(RecipeKeys.MAX_NEW_TOKENS),
            judging()),
        values.get(RecipeKeys.DEVICE),
        values.get(RecipeKeys.THREADS),
        VersatilityKeys.read(values),
        Monitoring.of(values),
        SearchKeys.from(values));
  }

  private Judging judging() {
    return new Judging(
        values.get(JudgingKeys.PRIMARY),
        values.get(JudgingKeys.METRICS),
        values.get(JudgingKeys.FEW_SHOT),
        values.get(JudgingKeys.SLICES),
        values.get(JudgingKeys.REQUIRE));
  }

  private void reportKeysThatExcludeEachOther() {
    oneOf(TrainingKeys.EPOCHS, TrainingKeys.MAX_STEPS);
    oneOf(TrainingKeys.WARMUP_RATIO, TrainingKeys.WARMUP_STEPS);
    oneOf(LabelKeys.TARGET, LabelKeys.TARGETS);
    reportKeysOfOtherTasks();
    TrainingKeys.ScheduleKind schedule = values.get(TrainingKeys.SCHEDULE);
    if (schedule != TrainingKeys.ScheduleKind.WARMUP_STABLE_DECAY
        && !problems.isBad(TrainingKeys.SCHEDULE.path())) {
      String what =
          "belongs to schedule warmup_stable_decay, but {other} = " + Types.word(schedule);
      excludes(TrainingKeys.SCHEDULE, TrainingKeys.DECAY_RATIO, what);
    }
    if (kind(values.get(RecipeKeys.INIT)) == MethodKeys.Kind.FULL) {
      boolean said = values.has(MethodKeys.KIND);
      String what = "belongs to kind lora, but {other} = " + (said ? "full" : "random means full");
      Key<?> reason = said ? MethodKeys.KIND : RecipeKeys.INIT;
      excludes(reason, MethodKeys.ADAPTER, what);
      MethodKeys.OF_LORA.forEach(key -> excludes(reason, key, what));
    } else if (values.has(MethodKeys.ADAPTER)) {
      String what = "is decided by the adapter_config.json of {other}; give one of the two";
      MethodKeys.OF_LORA.forEach(key -> excludes(MethodKeys.ADAPTER, key, what));
    }
  }

  /// Keys of some tasks in a recipe of another one.
  private void reportKeysOfOtherTasks() {
    Optional<Task> task = values.find(RecipeKeys.TASK);
    if (task.isEmpty()) {
      return;
    }
    LabelKeys.TASKS.forEach((key, tasks) -> excludesUnless(task.get(), tasks, key));
    MaskedKeys.TASKS.forEach((key, tasks) -> excludesUnless(task.get(), tasks, key));
    JudgingKeys.OF_ANSWERS.forEach(key -> excludesUnless(task.get(), JudgingKeys.ANSWERING, key));
    if (task.get().kind() != Task.Kind.LANGUAGE) {
      excludes(
          RecipeKeys.TASK,
          DataKeys.TRAIN_ON,
          "belongs to chat, completion and text, but {other} = " + Types.word(task.get()));
      VersatilityKeys.ALL.forEach(key ->
          excludes(
              RecipeKeys.TASK,
              key,
              "belongs to chat, completion and text, but {other} = " + Types.word(task.get())));
    }
    LabelLoss.Numbers loss = values.get(LabelKeys.LOSS, LabelLoss.USUAL.ofNumbers());
    String what = "belongs to another loss, but {other} = " + Types.word(loss);
    if (loss != LabelLoss.Numbers.QUANTILE) {
      excludes(LabelKeys.LOSS, LabelKeys.QUANTILE, what);
    }
    if (loss != LabelLoss.Numbers.HUBER) {
      excludes(LabelKeys.LOSS, LabelKeys.HUBER_DELTA, what);
    }
  }

  private void excludesUnless(Task task, Set<Task> tasks, Key<?> key) {
    if (!tasks.contains(task)) {
      excludes(
          RecipeKeys.TASK,
          key,
          "belongs to "
              + tasks.stream().map(Types::word).collect(Collectors.joining(", "))
              + ", but {other} = "
              + Types.word(task));
    }
  }

  private void oneOf(Key<?> one, Key<?> other) {
    if (!values.has(one) || !values.has(other)) {
      return;
    }
    if (values.isOverridden(one) && !values.isOverridden(other)) {
      excludes(one, other, "");
    } else {
      excludes(other, one, "excludes {other}; give one of the two");
    }
  }

  /// Reports a key that another one excludes. What the command line says wins over the file: then
  /// the key of the file is dropped instead.
  private void excludes(Key<?> reason, Key<?> key, String what) {
    if (!values.has(key)) {
      return;
    }
    if (values.isOverridden(reason) && !values.isOverridden(key)) {
      values.remove(key);
    } else {
      problems.exclusion(key.path(), reason.path(), what);
    }
  }

  private void reportValuesThatContradict(Task task, Base.Init init) {
    Split validation = values.get(DataKeys.VALIDATION);
    Contradictions.inData(
        problems, values.get(DataKeys.TRAIN, List.of()), validation, values.get(DataKeys.TEST));
    Contradictions.inTraining(
        problems,
        values.get(TrainingKeys.BATCH_SIZE).orElse(Integer.MAX_VALUE),
        values.get(TrainingKeys.MICRO_BATCH_SIZE),
        values.get(TrainingKeys.SHUFFLE),
        values.get(TrainingKeys.GROUP_BY_LENGTH));
    if (values.get(TrainingKeys.SCHEDULE) == TrainingKeys.ScheduleKind.WARMUP_STABLE_DECAY) {
      Contradictions.inSchedule(problems, warmup(), values.get(TrainingKeys.DECAY_RATIO));
    }
    Contradictions.ofTask(
        problems, task, trainOn(task), tooLong(task), values.get(RecipeKeys.ANSWER_PATTERN));
    Contradictions.ofBestBy(problems, task, values.get(TrainingKeys.BEST_BY));
    Contradictions.ofPrimary(problems, task, values.get(JudgingKeys.PRIMARY));
    Contradictions.ofInit(problems, init, method(init));
    Regularization regularization = RegularizationKeys.of(values);
    Contradictions.ofStart(problems, init, method(init), regularization);
    Contradictions.ofDistributions(
        problems, task, values.get(TrainingKeys.LABEL_SMOOTHING), regularization);
    Contradictions.ofAverages(problems, validation, regularization);
    Contradictions.ofPasses(problems, method(init), regularization);
    SearchKeys.report(problems, values, task);
    Contradictions.ofValidation(
        problems, validation, earlyStopping(), values.get(TrainingKeys.VALIDATE_EVERY));
    Contradictions.ofStopWhen(problems, validation, values.get(StopWhenKeys.STOP_WHEN));
  }

  private Data data(Task task) {
    return new Data(
        values.get(DataKeys.TRAIN),
        values.get(DataKeys.VALIDATION),
        values.get(DataKeys.TEST),
        values.get(DataKeys.FORMAT),
        values.get(DataKeys.GROUP_BY),
        values.get(DataKeys.ON_BAD_LINE),
        trainOn(task),
        tooLong(task),
        columns(),
        CuttingKeys.from(values));
  }

  private Columns columns() {
    return new Columns(
        values.get(LabelKeys.TEXT, Optional.empty()),
        values.get(LabelKeys.TEXT_PAIR, Optional.empty()),
        values.get(LabelKeys.LABEL, Optional.empty()),
        values.get(LabelKeys.LABELS, Optional.empty()),
        values.get(LabelKeys.SEPARATOR, Optional.empty()),
        values
            .find(LabelKeys.TARGETS)
            .orElseGet(() -> values.get(LabelKeys.TARGET, Optional.empty()).stream().toList()),
        values.get(LabelKeys.SPANS, Optional.empty()),
        values.get(LabelKeys.LABEL_NAMES, List.of()));
  }

  private LabelLoss labelLoss() {
    LabelLoss usual = LabelLoss.USUAL;
    return new LabelLoss(
        values.get(LabelKeys.CLASS_WEIGHTS, usual.weights()),
        values.get(LabelKeys.LOSS, usual.ofNumbers()),
        values.get(LabelKeys.QUANTILE, usual.quantile()),
        values.get(LabelKeys.HUBER_DELTA, usual.huberDelta()),
        values.get(LabelKeys.STANDARDISE, usual.standardise()));
  }

  private Data.TrainOn trainOn(Task task) {
    return values.get(
        DataKeys.TRAIN_ON, task == Task.TEXT ? Data.TrainOn.ALL : Data.TrainOn.ASSISTANT);
  }

  private Data.TooLong tooLong(Task task) {
    Data.TooLong absent =
        task.labelled()
            ? Data.TooLong.TRUNCATE
            : task.plainText() ? Data.TooLong.SPLIT : Data.TooLong.DROP;
    return values.get(DataKeys.TOO_LONG, absent);
  }

  private MethodKeys.Kind kind(Base.Init init) {
    return values.get(
        MethodKeys.KIND, init == Base.Init.RANDOM ? MethodKeys.Kind.FULL : MethodKeys.Kind.LORA);
  }

  private Method method(Base.Init init) {
    return switch (kind(init)) {
      case FULL -> new Method.Full();
      case LORA ->
          values
              .find(MethodKeys.ADAPTER)
              .<Method>map(Method.LoraFrom::new)
              .orElseGet(this::newAdapter);
    };
  }

  private Method newAdapter() {
    return new Method.Lora(
        values.get(MethodKeys.R).orElse(16),
        values.get(MethodKeys.ALPHA),
        values.get(MethodKeys.DROPOUT),
        values.get(MethodKeys.TARGET_MODULES),
        values.get(MethodKeys.BIAS),
        values.get(MethodKeys.USE_RSLORA),
        values.get(MethodKeys.RANK_PATTERN),
        values.get(MethodKeys.ALPHA_PATTERN),
        values.get(MethodKeys.LAYERS_TO_TRANSFORM),
        values.get(MethodKeys.MODULES_TO_SAVE),
        values.get(MethodKeys.INIT));
  }

  private Training training() {
    return new Training(
        values
            .find(TrainingKeys.MAX_STEPS)
            .<RunLength>map(RunLength.MaxSteps::new)
            .orElseGet(() -> new RunLength.Epochs(epochs())),
        values.get(TrainingKeys.BATCH_SIZE).orElse(16),
        values.get(TrainingKeys.MICRO_BATCH_SIZE),
        values.get(TrainingKeys.PACKING),
        values.get(TrainingKeys.MAX_LENGTH),
        values.get(TrainingKeys.SHUFFLE),
        values.get(TrainingKeys.GROUP_BY_LENGTH),
        optimizer(),
        values.get(TrainingKeys.LEARNING_RATE).orElse(Auto.auto()),
        schedule(),
        values.get(TrainingKeys.MAX_GRAD_NORM),
        values.get(TrainingKeys.DTYPE),
        values.get(TrainingKeys.LABEL_SMOOTHING),
        values.get(TrainingKeys.ACTIVATION_CHECKPOINTING),
        earlyStopping(),
        values.get(TrainingKeys.VALIDATE_EVERY),
        values.get(TrainingKeys.CHECKPOINT_EVERY),
        values.get(TrainingKeys.BEST_BY),
        values.get(TrainingKeys.KEEP_CHECKPOINTS),
        values.get(StopWhenKeys.STOP_WHEN),
        LeftOpen.of(values),
        labelLoss(),
        MaskedKeys.read(values),
        RegularizationKeys.of(values));
  }

  private double epochs() {
    return values.get(TrainingKeys.EPOCHS, Auto.auto()).orElse(3.0);
  }

  private AdamW optimizer() {
    return switch (values.get(TrainingKeys.OPTIMIZER)) {
      case ADAMW ->
          new AdamW(
              values.get(TrainingKeys.BETA1),
              values.get(TrainingKeys.BETA2),
              values.get(TrainingKeys.EPSILON),
              values.get(TrainingKeys.WEIGHT_DECAY),
              values.get(TrainingKeys.WEIGHT_DECAY_ON));
    };
  }

  private Schedule schedule() {
    return switch (values.get(TrainingKeys.SCHEDULE)) {
      case CONSTANT -> new Schedule.Constant(warmup());
      case LINEAR -> new Schedule.Linear(warmup());
      case COSINE -> new Schedule.Cosine(warmup());
      case WARMUP_STABLE_DECAY ->
          new Schedule.WarmupStableDecay(warmup(), values.get(TrainingKeys.DECAY_RATIO));
    };
  }

  private Schedule.Warmup warmup() {
    boolean level = values.get(TrainingKeys.SCHEDULE) == TrainingKeys.ScheduleKind.CONSTANT;
    return values
        .find(TrainingKeys.WARMUP_STEPS)
        .<Schedule.Warmup>map(Schedule.Warmup.Steps::new)
        .orElseGet(() ->
            new Schedule.Warmup.Ratio(values.get(TrainingKeys.WARMUP_RATIO, level ? 0.0 : 0.03)));
  }

  private Optional<EarlyStopping> earlyStopping() {
    if (!values.has(TrainingKeys.PATIENCE) && !values.has(TrainingKeys.MIN_DELTA)) {
      return Optional.empty();
    }
    return Optional.of(
        new EarlyStopping(
            values.get(TrainingKeys.PATIENCE, 3), values.get(TrainingKeys.MIN_DELTA, 0.0)));
  }
}
