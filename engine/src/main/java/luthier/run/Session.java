package luthier.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.TrainingFailedException;
import luthier.checkpoint.CheckpointStore;
import luthier.checkpoint.Progress;
import luthier.evaluation.SetLoss;
import luthier.kernel.Kernels;
import luthier.kernel.StockKernels;
import luthier.kernel.VectorKernels;
import luthier.model.Model;
import luthier.objective.Objective;
import luthier.optimizer.AdamWOptimizer;
import luthier.optimizer.LearningRateSchedule;
import luthier.profile.Recorder;
import luthier.recipe.BestBy;
import luthier.recipe.Interval;
import luthier.recipe.Recipe;
import luthier.runlog.Manifest;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import luthier.runlog.RunListener;
import luthier.runlog.RunLog;
import luthier.tensor.LibTorch;
import luthier.tensor.Workers;
import luthier.tokenizer.TokenizedExample;
import luthier.training.Training;
import luthier.training.TrainingStep;

/// The part of a run that holds tensors: load, train, evaluate, export.
///
/// @param log where a checkpoint's position in the log comes from
record Session(
    FineTune.Prepared prepared,
    RunFiles files,
    CheckpointStore store,
    RunLog log,
    RunListener listener) {

  FineTune.Outcome run(Optional<CheckpointStore.Stored> stored) throws IOException {
    long start = System.nanoTime();
    Recipe recipe = prepared.recipe();
    Work work = Work.of(prepared);
    int workerCount = Decisions.workers(recipe);
    int threads = recipe.threads().orElse(1);
    LibTorch.useThreads(threads);
    try (Workers workers = new Workers(workerCount, Math.max(1, threads / workerCount))) {
      List<Kernels> kernels = kernels(workerCount);
      Training.Outcome outcome;
      Finishing finishing;
      Finishing.Exported exported;
      try (TunedModel tuned = TunedModel.load(recipe, work, workerCount)) {
        tellTrained(tuned);
        outcome = train(work, tuned, workers, kernels, stored);
        if (outcome.end() == Training.End.INTERRUPTED) {
          int step = Math.toIntExact(outcome.progress().step());
          listener.on(new RunEvent.Interrupted(step));
          return new FineTune.Outcome(files.root(), outcome.end(), Optional.empty());
        }
        Measuring measuring = work.measuring(workers, kernels);
        Optional<Retention> retention = Retention.of(prepared, workers, kernels);
        finishing =
            new Finishing(
                prepared, work, files, measuring, retention, kernels.getFirst(), listener);
        exported = finishing.export(tuned);
      }
      Results results = finishing.prove(exported);
      prepared.estimates().tellMemory(listener);
      listener.on(new RunEvent.Finished((System.nanoTime() - start) / 1e9));
      return new FineTune.Outcome(files.root(), outcome.end(), Optional.of(results));
    }
  }

  /// How many parameters are trained is known when the adapter is attached.
  private void tellTrained(TunedModel tuned) throws IOException {
    Manifest manifest = Manifest.read(files.manifest());
    manifest.withTrainableParameters(tuned.trainableParameters()).write(files.manifest());
  }

  static List<Kernels> kernels(int count) {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    List<Kernels> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(vectors ? new VectorKernels() : new StockKernels());
    }
    return all;
  }

  private Training.Outcome train(
      Work work,
      TunedModel tuned,
      Workers workers,
      List<Kernels> kernels,
      Optional<CheckpointStore.Stored> stored)
      throws IOException {
    Recipe recipe = prepared.recipe();
    luthier.recipe.Training settings = recipe.training();
    long total = Decisions.totalSteps(recipe, prepared.plan());
    try (Regularizing regularizing = Regularizing.of(recipe, work, tuned);
        AdamWOptimizer optimizer = regularizing.optimizer(recipe)) {
      double peak = peak(work, tuned, regularizing.frozen(), workers, kernels);
      List<CheckpointStore.Named> state =
          optimizer.state().stream()
              .map(s -> new CheckpointStore.Named(s.name(), s.tensor()))
              .toList();
      Progress from = Progress.START;
      if (stored.isPresent()) {
        CheckpointStore.loadWeights(stored.get(), tuned.weights());
        CheckpointStore.loadOptimizer(stored.get(), state);
        tuned.weightsLoaded();
        from = stored.get().progress();
      }
      Recorder recorder =
          Profiling.recorder(prepared.profiledSteps(), from.step(), total, workers.count());
      Objective objective = work.objective(tuned.model(), regularizing.frozen(), recorder);
      TrainingStep step = step(optimizer, objective, workers, kernels);
      List<TokenizedExample> held = prepared.data().validation();
      SetLoss loss = new SetLoss(objective, workers, kernels, Planning.EVALUATED_TOKENS);
      Optional<Training.Validation> validation =
          held.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  regularizing.validation(() ->
                      measured(
                          loss.of(held).loss(),
                          work.validationMetrics(tuned.model(), workers, kernels))));
      Training.Saving saving =
          (progress, best) -> {
            log.sync();
            Path path = store.save(tuned.weights(), state, progress, log.position());
            String relative = files.root().relativize(path).toString();
            listener.on(
                new RunEvent.CheckpointSaved(Math.toIntExact(progress.step()), relative, best));
          };
      listener.on(
          new RunEvent.TrainingStarted(Math.toIntExact(from.step() + 1), Math.toIntExact(total)));
      Interval every = new Interval.Epoch();
      CurveWatch curves = CurveWatch.of(recipe, files, listener);
      Training.Outcome outcome =
          new Training(
                  step,
                  prepared.plan(),
                  LearningRateSchedule.of(settings.schedule(), peak, total),
                  total,
                  settings.validateEvery().orElse(every),
                  settings.checkpointEvery().orElse(every),
                  validation,
                  settings.earlyStopping(),
                  curves::stops,
                  saving,
                  prepared.interrupted(),
                  RunListener.all(
                      listener,
                      curves,
                      LiveSampling.of(prepared, tuned.model(), workers, kernels, listener)))
              .run(from);
      recorder.profile().ifPresent(p -> Profiling.write(p, prepared.estimates(), files, listener));
      if (outcome.end() != Training.End.INTERRUPTED) {
        regularizing.finish();
        restoreBest(tuned, outcome.progress());
        if (settings.regularization().averageCheckpoints().isPresent()) {
          validation.ifPresent(
              v -> new CheckpointAverage(store, tuned, v, listener).tryIt(outcome.progress()));
        }
      }
      return outcome;
    }
  }

  /// The learning rate's peak: the recipe's, or one that is to be found first.
  private double peak(
      Work work, TunedModel tuned, Optional<Model> frozen, Workers workers, List<Kernels> kernels)
      throws IOException {
    Recipe recipe = prepared.recipe();
    if (!recipe.training().leftOpen().findRate()) {
      return recipe.training().learningRate().orElse(0.0);
    }
    Objective objective = work.objective(tuned.model(), frozen, Recorder.OFF);
    double usual = Decisions.usualRate(recipe, prepared.facts());
    return new RateFinder(recipe, tuned, prepared.plan(), usual, files, listener)
        .rate(optimizer -> step(optimizer, objective, workers, kernels));
  }

  private TrainingStep step(
      AdamWOptimizer optimizer, Objective objective, Workers workers, List<Kernels> kernels) {
    Recipe recipe = prepared.recipe();
    return new TrainingStep(
        optimizer,
        objective,
        Planning.layoutOf(recipe),
        workers,
        kernels,
        recipe.training().maxGradNorm().orElse(Double.POSITIVE_INFINITY),
        recipe.seed(),
        Regularizing.perturbation(recipe));
  }

  private Training.Validation.Measured measured(double loss, Map<String, Double> metrics) {
    BestBy by = BestBy.of(prepared.recipe());
    double worst = by.lessIsBetter() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    double value = by.metric().equals("loss") ? loss : metrics.getOrDefault(by.metric(), worst);
    return new Training.Validation.Measured(loss, metrics, by.lessIsBetter() ? value : -value);
  }

  /// With a validation set the best weights are the result, else the last.
  private void restoreBest(TunedModel tuned, Progress progress) {
    if (progress.bestStep() == 0 || progress.bestStep() == progress.step()) {
      return;
    }
    CheckpointStore.Stored best =
        store
            .at(progress.bestStep())
            .orElseThrow(() ->
                new TrainingFailedException(
                    "the checkpoint of step "
                        + progress.bestStep()
                        + ", the best, is missing or damaged"));
    Regularizing.loadResult(prepared.recipe(), tuned, best);
    listener.on(
        new RunEvent.Note(
            "The weights of step "
                + progress.bestStep()
                + " are the result: their validation "
                + BestBy.of(prepared.recipe()).words()
                + "."));
  }
}
