package luthier.run;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import luthier.batch.StepPlan;
import luthier.estimate.Arithmetic;
import luthier.estimate.MemoryEstimate;
import luthier.estimate.Setup;
import luthier.estimate.SpeedRecord;
import luthier.estimate.TimeModel;
import luthier.recipe.Interval;
import luthier.recipe.Recipe;
import luthier.recipe.Task;
import luthier.runlog.Preflight;
import luthier.runlog.RunEvent;
import luthier.runlog.RunListener;
import luthier.tensor.LibTorch;
import luthier.tokenizer.TokenizedExample;

/// What a run is expected to need, and afterwards how that was met.
///
/// @param memory at the most
/// @param time of the whole run
/// @param operationsPerToken of a training step
/// @param speedKind under which this run's speed is recorded
record Estimates(
    MemoryEstimate memory,
    TimeModel.Range time,
    double operationsPerToken,
    String speedKind,
    Machine machine) {

  private static final int WARM_UP = 2; // steps
  private static final double ENOUGH = 10; // seconds of training that say something
  private static final int MOST_QUESTIONS = 200;

  /// @param recipe resolved
  static Estimates of(Recipe recipe, Planning planning) {
    Setup setup = planning.setup(recipe);
    PreparedData data = planning.data();
    StepPlan plan = planning.plan();
    Arithmetic arithmetic = new Arithmetic(setup);
    int[] lengths = lengths(data.train());
    double epoch = arithmetic.step(lengths, supervised(plan));
    epoch += setup.checkpointed() ? arithmetic.again(lengths) : 0;
    epoch *= setup.besides().views();
    epoch += setup.besides().forward() * forward(arithmetic, data.train());
    long steps = Decisions.totalSteps(recipe, plan);
    double trained = epoch * steps / plan.stepsPerEpoch();
    List<TokenizedExample> held = data.test().isEmpty() ? data.validation() : data.test();
    double evaluated =
        validations(recipe, plan, steps) * forward(arithmetic, data.validation())
            + 2 * forward(arithmetic, held);
    int threads = recipe.threads().orElse(1);
    String kind =
        SpeedRecord.kind(
            planning.machine().processor(), threads, setup.bfloat16(), setup.model().width());
    TimeModel time =
        new TimeModel(
            trained,
            evaluated,
            generated(recipe, held.size()) * setup.model().parameters() * setup.bytes(),
            planning.machine().speeds().rates(kind),
            threads,
            setup.bfloat16());
    return new Estimates(
        planning.memory(recipe),
        time.seconds(),
        epoch / data.train().stream().mapToLong(e -> e.ids().length).sum(),
        kind,
        planning.machine());
  }

  private static double forward(Arithmetic arithmetic, List<TokenizedExample> examples) {
    return arithmetic.forward(lengths(examples), supervised(examples));
  }

  private static int[] lengths(List<TokenizedExample> examples) {
    return examples.stream().mapToInt(e -> e.ids().length).toArray();
  }

  private static long supervised(List<TokenizedExample> examples) {
    return examples.stream().mapToLong(TokenizedExample::supervised).sum();
  }

  /// In an epoch.
  private static long supervised(StepPlan plan) {
    return LongStream.range(0, plan.stepsPerEpoch())
        .map(step -> supervised(plan.examplesOf(step)))
        .sum();
  }

  private static long validations(Recipe recipe, StepPlan plan, long steps) {
    return switch (recipe.training().validateEvery().orElse(new Interval.Epoch())) {
      case Interval.Steps(long every) -> Math.ceilDiv(steps, every);
      case Interval.Epoch _ -> Math.ceilDiv(steps, plan.stepsPerEpoch());
    };
  }

  /// Tokens that base and tuned model may say, and the base with a prompt, which is chosen first.
  private static double generated(Recipe recipe, int held) {
    if (recipe.task().kind() != Task.Kind.LANGUAGE) {
      return 0;
    }
    luthier.recipe.Evaluation settings = recipe.evaluation();
    boolean judged =
        settings.answerPattern().isPresent() || !settings.judging().metrics().isEmpty();
    int questions = judged ? Math.max(MOST_QUESTIONS, settings.samples()) : settings.samples();
    boolean prompted =
        settings.judging().fewShot() > 0
            && (recipe.task() == Task.CHAT || recipe.task() == Task.COMPLETION);
    double answers =
        (prompted ? 3.0 : 2.0) * Math.min(held, questions)
            + (prompted && judged ? Prompting.MOST_ANSWERS_TO_CHOOSE : 0);
    return answers * settings.maxNewTokens();
  }

  /// For `preflight.json`.
  List<Preflight.Estimate> forPreflight() {
    return Stream.concat(
            Stream.of(
                new Preflight.Estimate("memory", memory.text()),
                new Preflight.Estimate("time", time.text())),
            memory.terms().stream()
                .filter(term -> term.bytes() > 0)
                .map(term ->
                    new Preflight.Estimate(
                        "memory: " + term.name(), MemoryEstimate.gigabytes(term.bytes()))))
        .toList();
  }

  /// Tells the peak that the run had, where the platform does.
  void tellMemory(RunListener listener) {
    OptionalLong measured = LibTorch.peakResidentBytes();
    if (measured.isPresent()) {
      listener.on(new RunEvent.MemoryPeak(memory.bytes(), measured.getAsLong()));
    }
  }

  /// Listens to the steps, and records in the end how fast they were.
  Watch watch() {
    return new Watch();
  }

  /// The time of the steps after the first ones, which are slow.
  final class Watch implements RunListener {
    private int steps;
    private double tokens;
    private double seconds;

    @Override
    public void on(RunEvent event) {
      if (event instanceof RunEvent.StepDone step && ++steps > WARM_UP) {
        tokens += step.tokens();
        seconds += step.tokens() / step.tokensPerSecond();
      }
    }

    void record(RunListener listener) {
      if (seconds < ENOUGH) {
        return;
      }
      try {
        machine.speeds().add(speedKind, operationsPerToken * tokens / seconds);
      } catch (IOException | luthier.ResourceException e) {
        listener.on(
            new RunEvent.Note(
                machine.speeds().file()
                    + ": this run's speed could not be recorded; estimates of time stay coarse: "
                    + e.getMessage()));
      }
    }
  }
}
