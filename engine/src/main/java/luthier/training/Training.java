package luthier.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import luthier.TrainingFailedException;
import luthier.batch.StepPlan;
import luthier.checkpoint.Progress;
import luthier.optimizer.LearningRateSchedule;
import luthier.profile.Lane;
import luthier.recipe.EarlyStopping;
import luthier.recipe.Interval;
import luthier.runlog.RunEvent;
import luthier.runlog.RunListener;
import luthier.tensor.LibTorch;
import luthier.tensor.NativeHeap;
import luthier.tokenizer.TokenizedExample;

/// The loop over optimizer steps.
///
/// @param totalSteps number of the last step
/// @param validation measures the validation set; empty when there is none
/// @param stopWhen asked after each validation, and before the first step; true ends the run as
///   when early stopping does
/// @param interrupted asked after each step; true ends the run with a good checkpoint
public record Training(
    TrainingStep step,
    StepPlan plan,
    LearningRateSchedule schedule,
    long totalSteps,
    Interval validateEvery,
    Interval checkpointEvery,
    Optional<Validation> validation,
    Optional<EarlyStopping> earlyStopping,
    BooleanSupplier stopWhen,
    Saving saving,
    BooleanSupplier interrupted,
    RunListener listener) {

  private static final int SAME_LOSSES = 20;

  /// Measures the validation set with the weights as they are.
  public interface Validation {
    Measured measure();

    /// @param loss what training minimises, nats per supervised token for language models
    /// @param metrics further numbers, by name
    /// @param judged what chooses the best step: less is better; infinite where it is not defined
    record Measured(double loss, Map<String, Double> metrics, double judged) {}
  }

  /// Publishes a checkpoint of the weights and the optimizer as they are.
  public interface Saving {
    /// @param best whether the validation is the best so far
    void save(Progress progress, boolean best);
  }

  /// How a training ended.
  public enum End {
    DONE,
    /// Validation no longer improved.
    STOPPED_EARLY,
    INTERRUPTED
  }

  /// @param end why it ended
  /// @param progress where it stands
  public record Outcome(End end, Progress progress) {}

  /// Trains from a position to the end.
  ///
  /// @param from [Progress#START], or that of a checkpoint whose weights are loaded
  /// @throws TrainingFailedException when the run is dead; its last checkpoint is good
  public Outcome run(Progress from) {
    Progress progress = from;
    if (progress.patienceSpent(earlyStopping) || stopWhen.getAsBoolean()) {
      return new Outcome(End.STOPPED_EARLY, progress);
    }
    NativeHeap heap = new NativeHeap();
    while (progress.step() < totalSteps) {
      long number = progress.step() + 1;
      progress = makeStep(number, progress);
      heap.releaseIfGrown();
      boolean last = number == totalSteps;
      boolean improved = false;
      boolean stop = false;
      if (validation.isPresent() && (last || due(validateEvery, number))) {
        Progress before = progress;
        progress = validate(number, progress, validation.get());
        improved = progress.bestStep() != before.bestStep();
        stop = progress.patienceSpent(earlyStopping) || stopWhen.getAsBoolean();
      }
      boolean halt = !last && !stop && interrupted.getAsBoolean();
      if (last || stop || halt || improved || due(checkpointEvery, number)) {
        try (Lane.Span _ = main().begin("checkpoint")) {
          saving.save(progress, improved);
        }
      }
      if (stop && !last) {
        return new Outcome(End.STOPPED_EARLY, progress);
      }
      if (halt) {
        return new Outcome(End.INTERRUPTED, progress);
      }
    }
    return new Outcome(End.DONE, progress);
  }

  private Progress makeStep(long number, Progress progress) {
    step.recorder().step(number);
    double rate = schedule.at(number - 1);
    List<TokenizedExample> examples;
    TrainingStep.Report report;
    long start;
    try (Lane.Span _ = main().begin("step")) {
      try (Lane.Span _ = main().begin("data")) {
        examples = plan.examplesOf(number - 1);
      }
      start = System.nanoTime();
      report = step.run(number, examples, rate);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    listener.on(
        new RunEvent.StepDone(
            Math.toIntExact(number),
            plan.epochsAfter(number),
            report.loss(),
            rate,
            report.gradNorm(),
            report.supervisedTokens(),
            report.tokens(),
            report.tokens() / seconds,
            memory(),
            examples.stream().map(TokenizedExample::id).toList()));
    Progress after = progress.afterStep(number, report.loss(), rate > 0);
    if (after.sameLosses() >= SAME_LOSSES) {
      throw new TrainingFailedException(
          "step "
              + number
              + ": the loss has been exactly "
              + report.loss()
              + " for "
              + SAME_LOSSES
              + " steps: the weights do not change what the model says; check the learning rate and"
              + " the method");
    }
    return after;
  }

  private Lane main() {
    return step.recorder().main();
  }

  private static Map<String, Double> memory() {
    OptionalLong bytes = LibTorch.residentBytes();
    return bytes.isPresent() ? Map.of("memory_bytes", (double) bytes.getAsLong()) : Map.of();
  }

  private Progress validate(long number, Progress progress, Validation measure) {
    long start = System.nanoTime();
    Validation.Measured measured;
    try (Lane.Span _ = main().begin("validation")) {
      measured = measure.measure();
    }
    double loss = measured.loss();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!Double.isFinite(loss)) {
      throw new TrainingFailedException(
          "step "
              + number
              + ": the validation loss is "
              + loss
              + "; the model's weights are broken");
    }
    listener.on(
        new RunEvent.Evaluated(
            Math.toIntExact(number), plan.epochsAfter(number), loss, measured.metrics(), seconds));
    double minDelta = earlyStopping.map(EarlyStopping::minDelta).orElse(0.0);
    return progress.afterValidation(measured.judged(), minDelta);
  }

  private boolean due(Interval interval, long number) {
    return switch (interval) {
      case Interval.Steps(long steps) -> number % steps == 0;
      case Interval.Epoch _ -> number % plan.stepsPerEpoch() == 0;
    };
  }
}
