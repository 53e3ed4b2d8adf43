package luthier.run;

import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import luthier.TrainingFailedException;
import luthier.batch.StepPlan;
import luthier.checkpoint.CheckpointStore;
import luthier.checkpoint.Progress;
import luthier.recipe.Interval;
import luthier.recipe.Recipe;
import luthier.runlog.RunEvent;
import luthier.runlog.RunListener;
import luthier.training.Training;

/// The mean of a run's last checkpoints (Izmailov et al. 2018, arXiv:1803.05407, algorithm 1, with
/// a schedule as it is), tried when the training is over: it is the result where the validation
/// says that it is better than the best step.
record CheckpointAverage(
    CheckpointStore store, TunedModel tuned, Training.Validation validation, RunListener listener) {

  /// The checkpoints that are averaged: those of `checkpoint_every` and the last step, and not
  /// those of interruptions and of better validations, so that an interrupted run has the same.
  static CheckpointStore.Planned planned(Recipe recipe, StepPlan plan) {
    long total = Decisions.totalSteps(recipe, plan);
    LongPredicate due =
        switch (recipe.training().checkpointEvery().orElse(new Interval.Epoch())) {
          case Interval.Steps(long steps) -> step -> step % steps == 0;
          case Interval.Epoch _ -> step -> step % plan.stepsPerEpoch() == 0;
        };
    int count = recipe.training().regularization().averageCheckpoints().orElse(0);
    return new CheckpointStore.Planned(count, step -> step == total || due.test(step));
  }

  /// Leaves the mean in the model, or the weights of the best step as they were.
  void tryIt(Progress progress) {
    List<CheckpointStore.Stored> last = store.planned();
    if (last.size() < 2) {
      listener.on(
          new RunEvent.Note(
              "training.average_checkpoints: the run has made fewer than two checkpoints, nothing"
                  + " was averaged."));
      return;
    }
    CheckpointStore.loadMean(last, tuned.weights());
    tuned.weightsLoaded();
    double judged = validation.measure().judged();
    boolean better = judged < progress.bestLoss();
    if (!better) {
      CheckpointStore.Stored best =
          store
              .at(progress.bestStep())
              .orElseThrow(() ->
                  new TrainingFailedException(
                      "the checkpoint of step "
                          + progress.bestStep()
                          + ", the best, is missing or damaged"));
      CheckpointStore.loadWeights(best, tuned.weights());
      tuned.weightsLoaded();
    }
    String steps =
        last.reversed().stream()
            .map(stored -> String.valueOf(stored.progress().step()))
            .collect(Collectors.joining(", "));
    listener.on(
        new RunEvent.Note(
            String.format(
                Locale.ROOT,
                "The mean of the checkpoints of steps %s is %s: its validation gives %.6g, that of"
                    + " step %d %.6g.",
                steps,
                better ? "the result" : "no better and was left",
                Math.abs(judged),
                progress.bestStep(),
                Math.abs(progress.bestLoss()))));
  }
}
