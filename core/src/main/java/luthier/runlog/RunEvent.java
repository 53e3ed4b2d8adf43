package luthier.runlog;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Something that happened in a run. Events are facts: whoever receives one cannot change the run.
public sealed interface RunEvent {

  /// The event in one sentence, for people.
  String text();

  /// A stage begins, e.g. `data`, `preflight`, `training`, `evaluation`, `export`.
  record StageStarted(String stage) implements RunEvent {
    @Override
    public String text() {
      return "Started: " + stage + ".";
    }
  }

  /// A stage ended well.
  record StageDone(String stage, double seconds) implements RunEvent {
    @Override
    public String text() {
      return String.format(Locale.ROOT, "Done: %s, in %.1f s.", stage, seconds);
    }
  }

  /// What Luthier decided because the recipe left it open.
  ///
  /// @param key the recipe's key path, e.g. `training.micro_batch_size`
  /// @param value what it became
  /// @param why the reason, in words
  record Decision(String key, String value, String why) implements RunEvent {
    @Override
    public String text() {
      return key + " = " + value + ": " + why;
    }
  }

  /// Something worth knowing.
  record Note(String text) implements RunEvent {}

  /// Something that the user should look at; the run goes on.
  record Warning(String text) implements RunEvent {}

  /// The first step is about to be made.
  ///
  /// @param firstStep the step that comes next; above 1 when a run was resumed
  /// @param totalSteps the number of the last step
  record TrainingStarted(int firstStep, int totalSteps) implements RunEvent {
    @Override
    public String text() {
      return "Training from step " + firstStep + " to step " + totalSteps + ".";
    }
  }

  /// One optimizer step was made.
  ///
  /// @param step 1-based number of the step
  /// @param epoch passes over the training data after this step, e.g. 0.02
  /// @param lossNatsPerToken mean over the step's supervised tokens, before the update
  /// @param learningRate the one used in this step
  /// @param gradNorm 2-norm of the whole gradient before clipping
  /// @param supervisedTokens tokens whose loss counted
  /// @param tokens all tokens of the step, padding excluded
  /// @param tokensPerSecond `tokens` by the wall time of the step
  /// @param further more numbers, by snake_case name
  /// @param exampleIds ids of the examples of the step
  record StepDone(
      int step,
      double epoch,
      double lossNatsPerToken,
      double learningRate,
      double gradNorm,
      long supervisedTokens,
      long tokens,
      double tokensPerSecond,
      Map<String, Double> further,
      List<String> exampleIds)
      implements RunEvent {

    public StepDone {
      further = MetricNames.checked(further);
      exampleIds = List.copyOf(exampleIds);
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "Step %d: loss %.4f.", step, lossNatsPerToken);
    }
  }

  /// The validation set was measured.
  ///
  /// @param lossNatsPerToken mean over the supervised tokens of the validation set
  /// @param scores more numbers, by snake_case name, e.g. `perplexity`, `accuracy`
  /// @param seconds how long it took
  record Evaluated(
      int step, double epoch, double lossNatsPerToken, Map<String, Double> scores, double seconds)
      implements RunEvent {

    public Evaluated {
      scores = MetricNames.checked(scores);
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "Step %d: validation loss %.4f.", step, lossNatsPerToken);
    }
  }

  /// The rules over the curves were asked, after a validation.
  ///
  /// @param verdicts every rule that holds, in words for programs, the most urgent first, e.g.
  ///   `overfitting_mild`
  /// @param bestStep the step of the best validation, the one to go back to
  /// @param sentence what the most urgent one sees
  /// @param advice what to do about it; empty for nothing
  record CurveJudged(int step, List<String> verdicts, int bestStep, String sentence, String advice)
      implements RunEvent {

    public CurveJudged {
      verdicts = List.copyOf(verdicts);
    }

    @Override
    public String text() {
      String words = String.join(", ", verdicts).replace('_', ' ');
      return words + ": " + sentence + (advice.isEmpty() ? "" : " " + advice);
    }
  }

  /// A checkpoint was published.
  ///
  /// @param path relative to the run directory
  /// @param best whether its validation is the best so far
  record CheckpointSaved(int step, String path, boolean best) implements RunEvent {
    @Override
    public String text() {
      return "Step " + step + ": checkpoint in " + path + (best ? ", the best so far." : ".");
    }
  }

  /// The model, as it was after a step, answered a prompt.
  record SampleGenerated(int step, String prompt, String answer) implements RunEvent {
    @Override
    public String text() {
      return "Step " + step + ": a sample was generated.";
    }
  }

  /// The run goes on after an interruption.
  ///
  /// @param step the last step that is kept; 0 when the run starts afresh
  record Resumed(int step) implements RunEvent {
    @Override
    public String text() {
      return step == 0 ? "Resumed, from the beginning." : "Resumed after step " + step + ".";
    }
  }

  /// The run was stopped by the user; its last checkpoint is good.
  record Interrupted(int step) implements RunEvent {
    @Override
    public String text() {
      return "Interrupted after step " + step + ".";
    }
  }

  /// The most memory that the run held, and what had been predicted.
  ///
  /// @param predictedMemoryBytes before the first step
  /// @param measuredMemoryBytes of the whole process
  record MemoryPeak(long predictedMemoryBytes, long measuredMemoryBytes) implements RunEvent {

    /// How far the prediction was off, as a share of what was measured; above 0 when it was too
    /// much.
    public double error() {
      return (double) predictedMemoryBytes / measuredMemoryBytes - 1;
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "Peak memory: %.2f GB measured, %.2f GB predicted (%+.0f %%).",
          measuredMemoryBytes / 0x1p30,
          predictedMemoryBytes / 0x1p30,
          100 * error());
    }
  }

  /// The run ended well.
  ///
  /// @param seconds working time of this execution, pauses excluded
  record Finished(double seconds) implements RunEvent {
    @Override
    public String text() {
      return String.format(Locale.ROOT, "Finished, in %.1f s.", seconds);
    }
  }

  /// The run ended with an error.
  record Failed(String error) implements RunEvent {
    @Override
    public String text() {
      return "Failed: " + error;
    }
  }
}
