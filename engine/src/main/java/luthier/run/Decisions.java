package luthier.run;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import luthier.batch.StepPlan;
import luthier.dataset.Dataset;
import luthier.model.Models;
import luthier.optimizer.LearningRateSchedule;
import luthier.recipe.BestBy;
import luthier.recipe.DataFormat;
import luthier.recipe.Device;
import luthier.recipe.Dtype;
import luthier.recipe.Interval;
import luthier.recipe.Method;
import luthier.recipe.Recipe;
import luthier.recipe.RunLength;
import luthier.recipe.Split;
import luthier.runlog.RunEvent;

/// What Luthier decides where the recipe says `auto`: pure functions of recipe, model, data and
/// machine, each written down with its reason.
final class Decisions {

  private static final int BFLOAT16_WIDTH = 256;
  private static final int MAX_LENGTH = 1024;
  private static final int MOST_WORKERS = 8;

  private final Machine machine;
  private final Models.Facts model;
  private final List<RunEvent.Decision> made = new ArrayList<>();
  private Recipe recipe;

  private Decisions(Recipe recipe, Models.Facts model, Machine machine) {
    this.recipe = recipe;
    this.model = model;
    this.machine = machine;
  }

  /// A recipe without `auto`, and the decisions that made it so.
  record Resolved(Recipe recipe, List<RunEvent.Decision> decisions) {}

  /// What can be decided before the data are tokenised.
  static Resolved beforeData(Recipe recipe, Models.Facts model, Machine machine) {
    Decisions decisions = new Decisions(recipe, model, machine);
    decisions.decideDevice();
    decisions.decideThreads();
    decisions.decideDtype();
    decisions.decideMaxLength();
    decisions.decideLearningRate();
    decisions.decideBestBy();
    return new Resolved(decisions.recipe, decisions.made);
  }

  /// What depends on the data and the number of steps.
  ///
  /// @param planning what a layout would need
  static Resolved withData(
      Resolved before,
      PreparedData data,
      StepPlan plan,
      Models.Facts model,
      Machine machine,
      Planning planning) {
    Decisions decisions = new Decisions(before.recipe(), model, machine);
    decisions.made.addAll(before.decisions());
    decisions.decideFormat(data.formats());
    decisions.decideFields(data.foundFields());
    decisions.decideValidation(data.sets());
    decisions.decideIntervals(plan);
    decisions.decideLayout(planning);
    return new Resolved(decisions.recipe, decisions.made);
  }

  static long totalSteps(Recipe recipe, StepPlan plan) {
    return switch (recipe.training().length()) {
      case RunLength.MaxSteps(long steps) -> steps;
      case RunLength.Epochs(double epochs) -> plan.stepsOf(epochs);
    };
  }

  /// @throws InvalidInputException when the rate is 0 at every step, so that nothing would be
  ///   learned
  static void requireLearning(Recipe recipe, StepPlan plan) {
    long total = totalSteps(recipe, plan);
    LearningRateSchedule schedule =
        LearningRateSchedule.of(
            // a rate that is still to be found is not 0
            recipe.training().schedule(), recipe.training().learningRate().orElse(1.0), total);
    if (LongStream.range(0, total).noneMatch(step -> schedule.at(step) > 0)) {
      throw new InvalidInputException(
          "training: the learning rate is 0 at "
              + (total == 1 ? "the only step" : "each of the " + total + " steps")
              + ", so nothing would be learned: the warm-up rises from 0 and takes all of them. Set"
              + " training.warmup_steps to 0, or train longer (training.max_steps,"
              + " training.epochs)");
    }
  }

  /// Workers that compute at once; each has `threads / workers` threads.
  static int workers(Recipe recipe) {
    return Math.min(recipe.threads().orElse(1), MOST_WORKERS);
  }

  private void decideDevice() {
    Device device = recipe.device().orElse(Device.CPU);
    if (device != Device.CPU) {
      throw new UnsupportedException(
          "device: "
              + device.name().toLowerCase(Locale.ROOT)
              + ": only cpu is supported by this version");
    }
    if (recipe.device().isAuto()) {
      recipe = recipe.withDevice(device);
      made("device", "cpu", "the only device of this version");
    }
  }

  private void decideThreads() {
    if (recipe.threads().isAuto()) {
      recipe = recipe.withThreads(machine.cores());
      made("threads", machine.cores(), "the processors that this process may use");
    } else if (recipe.threads().orElse(1) > machine.cores()) {
      made(
          "threads",
          recipe.threads().orElse(1),
          "as asked, but this process may use "
              + machine.cores()
              + " processors: threads that wait for one another are slower than "
              + machine.cores()
              + "; set threads: auto");
    }
  }

  private void decideDtype() {
    if (!recipe.training().dtype().isAuto()) {
      fallBackToFloat32();
      return;
    }
    Dtype dtype = fastestDtype(machine, model);
    recipe = recipe.withDtype(dtype);
    if (dtype == Dtype.BFLOAT16) {
      made("training.dtype", "bfloat16", "this processor multiplies bfloat16 natively");
    } else {
      made(
          "training.dtype",
          "float32",
          machine.bfloat16()
              ? "the model is too narrow for bfloat16 to be faster"
              : "this processor has no bfloat16 arithmetic");
    }
  }

  static Dtype fastestDtype(Machine machine, Models.Facts model) {
    return machine.bfloat16() && model.width() >= BFLOAT16_WIDTH ? Dtype.BFLOAT16 : Dtype.FLOAT32;
  }

  private void fallBackToFloat32() {
    if (recipe.training().dtype().orElse(Dtype.FLOAT32) == Dtype.BFLOAT16 && !machine.bfloat16()) {
      recipe = recipe.withDtype(Dtype.FLOAT32);
      made(
          "training.dtype",
          "float32",
          "bfloat16 was asked for, but this processor ("
              + machine.processor()
              + ") does not multiply it: it would run at a tenth of the speed of float32, or not at"
              + " all. float32 takes twice the memory for weights and activations, and about twice"
              + " the time that bfloat16 takes on a processor that has it");
    }
  }

  private void decideMaxLength() {
    if (recipe.training().maxLength().isAuto()) {
      int length = Math.min(MAX_LENGTH, model.maxPositions());
      recipe = recipe.withMaxLength(length);
      made("training.max_length", length, "the smaller of 1024 and the model's positions");
    }
  }

  private void decideBestBy() {
    if (recipe.training().bestBy().isPresent()) {
      return;
    }
    BestBy by = BestBy.of(recipe);
    recipe = recipe.withBestBy(by.metric());
    if (recipe.task().labelled()) {
      made("training.best_by", by.metric(), "what fits the task");
    }
  }

  private void decideFields(Map<String, String> found) {
    found.forEach((key, field) -> {
      made(key, field, "found by its usual name");
      if (!field.contains(", ")) { // files that differ are found again
        recipe = recipe.withField(key, field);
      }
    });
  }

  private void decideLearningRate() {
    if (recipe.training().leftOpen().findRate() || !recipe.training().learningRate().isAuto()) {
      return;
    }
    double rate = usualRate(recipe, model);
    recipe = recipe.withLearningRate(rate);
    made("training.learning_rate", rate, "from the method and the model's width " + model.width());
  }

  /// The rate that `auto` takes.
  static double usualRate(Recipe recipe, Models.Facts model) {
    // Small models want larger rates: the usual 2e-4 of LoRA is for a width of 4096.
    double lora = Math.min(2e-3, 2e-4 * Math.sqrt(4096.0 / model.width()) * 2);
    boolean full = recipe.method() instanceof Method.Full;
    return round(full ? lora / 5 : lora);
  }

  private static double round(double rate) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.1e", rate));
  }

  private void decideLayout(Planning planning) {
    Planning.Chosen chosen = planning.choose(recipe);
    if (recipe.training().microBatchSize().isAuto()) {
      made("training.micro_batch_size", chosen.microBatch(), chosen.why());
    }
    if (recipe.training().activationCheckpointing().isAuto()) {
      made(
          "training.activation_checkpointing",
          chosen.checkpointed(),
          chosen.checkpointed()
              ? "activations would not fit; computing them again takes about a third longer"
              : "activations fit into memory");
    }
    recipe = chosen.recipe();
  }

  private void decideFormat(Set<DataFormat> found) {
    if (!recipe.data().format().isAuto() || found.isEmpty()) {
      return;
    }
    String names =
        found.stream().map(f -> f.name().toLowerCase(Locale.ROOT)).collect(joining(", "));
    // files of several formats stay with auto, which finds the same again
    if (found.size() == 1) {
      recipe = recipe.withFormat(found.iterator().next());
    }
    made("data.format", names, "recognised by the keys of the rows");
  }

  private void decideValidation(Dataset sets) {
    if (!(recipe.data().validation() instanceof Split.Auto)) {
      return;
    }
    int held = sets.validation().size();
    int left = sets.train().size();
    if (held > 0) {
      // not written down as a share: auto also has an upper bound, and finds the same set again
      made(
          "data.validation",
          "auto",
          "a tenth, at most 500: " + held + " examples are held out, " + left + " are left");
    } else {
      recipe = recipe.withValidation(new Split.None());
      made(
          "data.validation",
          "none",
          left + " examples are too few to hold some out; the last weights are the result");
    }
  }

  private void decideIntervals(StepPlan plan) {
    long total = totalSteps(recipe, plan);
    long steps = Math.max(1, Math.min(plan.stepsPerEpoch(), Math.ceilDiv(total, 10L)));
    boolean validated = !(recipe.data().validation() instanceof Split.None);
    if (validated && recipe.training().validateEvery().isAuto()) {
      recipe = recipe.withValidateEvery(new Interval.Steps(steps));
      made("training.validate_every", steps, "ten times a run, and at least once an epoch");
    }
    if (recipe.training().checkpointEvery().isAuto()) {
      recipe = recipe.withCheckpointEvery(new Interval.Steps(steps));
      made("training.checkpoint_every", steps, "as often as validation");
    }
  }

  private void made(String key, Object value, String why) {
    made.add(new RunEvent.Decision(key, String.valueOf(value), why));
  }
}
