package luthier.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.recipe.BestBy;
import luthier.recipe.Search;
import luthier.runlog.AtomicFiles;

/// The trials of a study, several at a time, until the budget is spent. A trial is written down
/// before it begins; one that a killed study left behind is gone on with first.
final class Trials {

  /// As many of a session that fail before any other came to its end are no accident.
  private static final int MOST_FAILED_FIRST = 3;

  private static final String SECONDS = "seconds";

  private final Plan plan;
  private final StudyRecipe recipe;
  private final StudyStore store;
  private final BestBy metric;
  private final Trial trial;
  private final double secondsBefore;
  private final int trialsBefore;
  private final long started = System.nanoTime();

  Trials(Plan plan, StudyRecipe recipe, StudyStore store) {
    this.plan = plan;
    this.recipe = recipe;
    this.store = store;
    this.metric = recipe.metric();
    this.trial = plan.trials().apply(metric);
    this.trialsBefore = store.trials().size();
    String noted = store.note(SECONDS);
    this.secondsBefore = noted.isEmpty() ? 0 : Double.parseDouble(noted);
  }

  void run() throws IOException, InterruptedException {
    Sampler sampler = Sampler.of(recipe.search(), recipe.recipe().seed());
    Deque<TrialRecord> left = new ArrayDeque<>();
    store.trials().stream().filter(t -> t.state() == TrialState.RUNNING).forEach(left::add);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<Integer> running = new ExecutorCompletionService<>(threads);
      int open = 0;
      while (true) {
        while (open < recipe.search().parallel() && !plan.interrupted().getAsBoolean()) {
          TrialRecord next = left.poll();
          if (next == null && !mayBegin()) {
            break;
          }
          TrialRecord begun = next != null ? next : begin(sampler);
          running.submit(() -> {
            runOne(begun.number(), begun.point());
            return begun.number();
          });
          open++;
        }
        if (open == 0) {
          return;
        }
        await(running);
        open--;
        store.note(SECONDS, String.valueOf(seconds()));
      }
    }
  }

  private static void await(CompletionService<Integer> running)
      throws IOException, InterruptedException {
    try {
      var _ = running.take().get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case LuthierException known -> throw known;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private boolean mayBegin() {
    Search search = recipe.search();
    List<TrialRecord> all = store.trials();
    boolean hopeless =
        all.size() - trialsBefore >= MOST_FAILED_FIRST
            && all.stream().allMatch(t -> t.state() == TrialState.FAILED);
    boolean trialsLeft = search.trials().map(most -> all.size() < most).orElse(true);
    boolean timeLeft = search.minutes().map(most -> seconds() < 60 * most).orElse(true);
    return !hopeless && trialsLeft && timeLeft;
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - started) / 1e9;
  }

  private TrialRecord begin(Sampler sampler) {
    List<TrialRecord> all = store.trials();
    int number = all.size() + 1;
    Map<String, Double> point =
        sampler.next(all.stream().map(t -> t.observed(metric)).toList(), number);
    store.begin(number, point);
    return new TrialRecord(number, point, TrialState.RUNNING, "", 0, List.of());
  }

  private void runOne(int number, Map<String, Double> point)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    Path directory = plan.directory().resolve("trials").resolve("%04d".formatted(number));
    Trial.Ending ending;
    try {
      TrialRecipe made = recipe.trial(Settings.of(recipe.search().space(), point));
      Path file = directory.resolveSibling(directory.getFileName() + ".yaml");
      AtomicFiles.write(file, made.yaml());
      ending = trial.run(file, directory, new Following(number));
    } catch (InvalidInputException e) {
      ending = new Trial.Ending.Failed(String.valueOf(e.getMessage()));
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    switch (ending) {
      case Trial.Ending.Finished _ -> finish(number, seconds);
      case Trial.Ending.Stopped _ -> {
        store.end(number, TrialState.STOPPED, "", seconds);
        AtomicFiles.deleteTree(directory.resolve("checkpoints")); // it will not be gone on with
      }
      case Trial.Ending.Failed(String why) -> store.end(number, TrialState.FAILED, why, seconds);
      case Trial.Ending.Interrupted _ -> {
        return;
      }
    }
    plan.say().accept(line(number));
  }

  private void finish(int number, double seconds) {
    boolean measured = record(number).best(metric).isPresent();
    store.end(
        number,
        measured ? TrialState.FINISHED : TrialState.FAILED,
        measured ? "" : "it was never validated: there is no validation set, or it was not reached",
        seconds);
  }

  private TrialRecord record(int number) {
    return store.trials().stream()
        .filter(each -> each.number() == number)
        .findFirst()
        .orElseThrow();
  }

  /// Writes down what a trial measures, and says whether it is worth going on.
  private final class Following implements Trial.Follower {

    private final int number;

    Following(int number) {
      this.number = number;
    }

    @Override
    public boolean goesOn(int round, int step, double value) {
      store.report(number, round, step, value);
      if (recipe.search().pruner() == Search.Pruner.NONE) {
        return true;
      }
      List<Double> others =
          store.trials().stream()
              .filter(each -> each.number() != number && each.reports().size() >= round)
              .map(each -> TrialRecord.loss(metric, each.reports().get(round - 1).value()))
              .toList();
      return Asha.goesOn(round, TrialRecord.loss(metric, value), others);
    }

    @Override
    public boolean interrupted() {
      return plan.interrupted().getAsBoolean();
    }
  }

  /// What is said of a trial when it has ended.
  private String line(int number) {
    StudyView view = new StudyView(recipe, store.trials());
    TrialRecord done = record(number);
    String of = recipe.search().trials().map(most -> "/" + most).orElse("");
    String value =
        done.state() == TrialState.FAILED
            ? done.why().lines().findFirst().orElse("")
            : metric.metric()
                + " "
                + done.best(metric).map(r -> StudyView.number(r.value())).orElse("none");
    String best =
        view.ranked().stream()
            .findFirst()
            .map(t -> "; best so far: trial " + t.number())
            .orElse("");
    String settings =
        view.settings(done).entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "trial %d%s %s after %.0f s: %s%s (%s)",
        number,
        of,
        done.state().word(),
        done.seconds(),
        value,
        best,
        settings);
  }
}
