package luthier.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Values that are allowed each for itself and not together. The constructors of the records ask,
/// and the builder asks before them, to report all at once.
final class Contradictions {

  private Contradictions() {}

  static void inData(Problems problems, List<Path> train, Split validation, Split test) {
    if (validation instanceof Split.Share(double v)
        && test instanceof Split.Share(double t)
        && v + t >= 1) {
      problems.contradiction(
          DataKeys.TEST.path(),
          DataKeys.VALIDATION.path(),
          "found "
              + Yaml.number(t)
              + ", which with {other} = "
              + Yaml.number(v)
              + " leaves nothing to train on");
    }
    sameFile(problems, DataKeys.VALIDATION, validation, DataKeys.TRAIN, train);
    sameFile(problems, DataKeys.TEST, test, DataKeys.TRAIN, train);
    if (validation instanceof Split.Files(List<Path> files)) {
      sameFile(problems, DataKeys.TEST, test, DataKeys.VALIDATION, files);
    }
  }

  private static void sameFile(
      Problems problems, Key<Split> key, Split split, Key<?> otherKey, List<Path> others) {
    if (split instanceof Split.Files(List<Path> files)) {
      files.stream()
          .filter(others::contains)
          .findFirst()
          .ifPresent(file ->
              problems.contradiction(
                  key.path(),
                  otherKey.path(),
                  "found '" + Found.cut(file.toString()) + "', which is in {other} too"));
    }
  }

  static void inTraining(
      Problems problems,
      int batchSize,
      Auto<Integer> microBatchSize,
      boolean shuffle,
      boolean groupByLength) {
    if (microBatchSize.orElse(1) > batchSize) {
      problems.contradiction(
          TrainingKeys.MICRO_BATCH_SIZE.path(),
          TrainingKeys.BATCH_SIZE.path(),
          "found " + microBatchSize.orElse(1) + ", expected at most {other} = " + batchSize);
    }
    if (groupByLength && !shuffle) {
      problems.contradiction(
          TrainingKeys.GROUP_BY_LENGTH.path(),
          TrainingKeys.SHUFFLE.path(),
          "found true, which changes the order that {other} = false keeps");
    }
  }

  static void inSchedule(Problems problems, Schedule.Warmup warmup, double decayRatio) {
    if (warmup instanceof Schedule.Warmup.Ratio(double ratio) && ratio + decayRatio > 1) {
      problems.contradiction(
          TrainingKeys.DECAY_RATIO.path(),
          TrainingKeys.WARMUP_RATIO.path(),
          "found "
              + Yaml.number(decayRatio)
              + ", which with {other} = "
              + Yaml.number(ratio)
              + " is more than the whole run");
    }
  }

  static void ofTask(
      Problems problems,
      Task task,
      Data.TrainOn trainOn,
      Data.TooLong tooLong,
      Optional<String> answerPattern) {
    String taskKey = RecipeKeys.TASK.path();
    if (task == Task.TEXT && trainOn != Data.TrainOn.ALL) {
      problems.contradiction(
          DataKeys.TRAIN_ON.path(),
          taskKey,
          "found "
              + Types.word(trainOn)
              + ", expected all: with {other} = text every token counts");
    }
    if (!task.plainText() && tooLong == Data.TooLong.SPLIT) {
      problems.contradiction(
          DataKeys.TOO_LONG.path(),
          taskKey,
          "found split, expected error, drop or truncate: only {other} = text and"
              + " masked_text can be cut in pieces");
    }
    if ((task.plainText() || task.labelled()) && answerPattern.isPresent()) {
      problems.contradiction(
          RecipeKeys.ANSWER_PATTERN.path(),
          taskKey,
          "found a pattern, expected none: {other} = "
              + Types.word(task)
              + " has no answers to compare");
    }
  }

  static void ofBestBy(Problems problems, Task task, Optional<String> bestBy) {
    if (bestBy.isPresent() && !BestBy.allowed(task).contains(bestBy.get())) {
      problems.contradiction(
          TrainingKeys.BEST_BY.path(),
          RecipeKeys.TASK.path(),
          "found '"
              + Found.cut(bestBy.get())
              + "', expected with {other} = "
              + Types.word(task)
              + " auto or one of "
              + String.join(", ", BestBy.allowed(task)));
    }
  }

  /// Of tasks whose models answer, the metrics are known when the answers' own are.
  static void ofPrimary(Problems problems, Task task, Optional<String> primary) {
    List<String> allowed =
        task == Task.TEXT
            ? List.of("loss")
            : BestBy.allowed(task).stream().filter(name -> !name.equals("loss")).toList();
    if (primary.isPresent()
        && !JudgingKeys.ANSWERING.contains(task)
        && !allowed.contains(primary.get())) {
      problems.contradiction(
          JudgingKeys.PRIMARY.path(),
          RecipeKeys.TASK.path(),
          "found '"
              + Found.cut(primary.get())
              + "', expected with {other} = "
              + Types.word(task)
              + " auto or one of "
              + String.join(", ", allowed));
    }
  }

  static void ofInit(Problems problems, Base.Init init, Method method) {
    if (init == Base.Init.RANDOM && !(method instanceof Method.Full)) {
      problems.contradiction(
          MethodKeys.KIND.path(),
          RecipeKeys.INIT.path(),
          "found lora, expected full: {other} = random leaves nothing that an adapter could adapt");
    }
  }

  /// What holds a training near to where it started.
  static void ofStart(
      Problems problems, Base.Init init, Method method, Regularization regularization) {
    String random = "{other} = random leaves nothing worth staying near to";
    if (init == Base.Init.RANDOM) {
      expectZero(
          problems, RegularizationKeys.L2_SP, regularization.l2Sp(), RecipeKeys.INIT, random);
      expectZero(
          problems, RegularizationKeys.KL_BETA, regularization.klBeta(), RecipeKeys.INIT, random);
    }
    if (method instanceof Method.LoraFrom) {
      expectZero(
          problems,
          RegularizationKeys.L2_SP,
          regularization.l2Sp(),
          MethodKeys.ADAPTER,
          "the pull to the start of {other} is no product of its rank");
    }
  }

  /// What needs distributions over words or labels.
  static void ofDistributions(
      Problems problems, Task task, double smoothing, Regularization regularization) {
    if (task.labelled() || task == Task.MASKED_TEXT) {
      expectZero(
          problems,
          RegularizationKeys.KL_BETA,
          regularization.klBeta(),
          RecipeKeys.TASK,
          "the base need not have a head for {other} = " + Types.word(task));
    }
    if (task == Task.REGRESSION) {
      String numbers = "the numbers of {other} = regression are no distribution";
      expectZero(
          problems,
          RegularizationKeys.R_DROP_ALPHA,
          regularization.rDropAlpha(),
          RecipeKeys.TASK,
          numbers);
      expectZero(problems, TrainingKeys.LABEL_SMOOTHING, smoothing, RecipeKeys.TASK, numbers);
    }
  }

  /// Two passes of which nothing differs.
  static void ofPasses(Problems problems, Method method, Regularization regularization) {
    boolean dropped =
        switch (method) {
          case Method.Full _ -> false;
          case Method.Lora lora -> lora.dropout() > 0;
          case Method.LoraFrom _ -> true; // its own file says
        };
    if (!dropped
        && regularization.neftuneNoiseAlpha() == 0
        && regularization.modelDropout() == Regularization.ModelDropout.NONE) {
      expectZero(
          problems,
          RegularizationKeys.R_DROP_ALPHA,
          regularization.rDropAlpha(),
          method instanceof Method.Full ? MethodKeys.KIND : MethodKeys.DROPOUT,
          "two passes without dropout are the same, and {other} = "
              + (method instanceof Method.Full ? "full" : "0")
              + "; training.model_dropout: config would be one (of encoders)");
    }
  }

  static void ofAverages(Problems problems, Split validation, Regularization regularization) {
    if (regularization.averageCheckpoints().isEmpty()) {
      return;
    }
    String key = RegularizationKeys.AVERAGE_CHECKPOINTS.path();
    if (validation instanceof Split.None) {
      problems.contradiction(
          key,
          DataKeys.VALIDATION.path(),
          "needs a validation set that says whether the mean is better, but {other} = none");
    }
    if (regularization.emaDecay().isPresent()) {
      problems.contradiction(
          key,
          RegularizationKeys.EMA_DECAY.path(),
          "found a number, expected none: with {other} the result is a mean already");
    }
  }

  private static void expectZero(
      Problems problems, Key<Double> key, double found, Key<?> other, String why) {
    if (found != 0) {
      problems.contradiction(
          key.path(), other.path(), "found " + Yaml.number(found) + ", expected 0: " + why);
    }
  }

  static void ofStopWhen(Problems problems, Split validation, StopWhen stopWhen) {
    if (validation instanceof Split.None && !stopWhen.conditions().isEmpty()) {
      problems.contradiction(
          StopWhenKeys.STOP_WHEN.path(),
          DataKeys.VALIDATION.path(),
          "is asked at validations, but {other} = none");
    }
  }

  static void ofValidation(
      Problems problems,
      Split validation,
      Optional<EarlyStopping> earlyStopping,
      Auto<Interval> validateEvery) {
    if (!(validation instanceof Split.None)) {
      return;
    }
    if (earlyStopping.isPresent()) {
      problems.contradiction(
          TrainingKeys.EARLY_STOPPING,
          DataKeys.VALIDATION.path(),
          "needs a validation set, but {other} = none");
    }
    if (!validateEvery.isAuto()) {
      problems.contradiction(
          TrainingKeys.VALIDATE_EVERY.path(),
          DataKeys.VALIDATION.path(),
          "needs a validation set, but {other} = none");
    }
  }
}
