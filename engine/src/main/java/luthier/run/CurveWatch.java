package luthier.run;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import luthier.curve.CurveRules;
import luthier.curve.CurveSettings;
import luthier.curve.CurveVerdict;
import luthier.recipe.Recipe;
import luthier.recipe.StopWhen;
import luthier.runlog.Metrics;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;
import luthier.runlog.RunListener;

/// Judges the curves of a run at each validation, tells the verdict, and says when it is one that
/// ends the run.
final class CurveWatch implements RunListener {

  private final CurveSettings settings;
  private final Set<StopWhen.Condition> conditions;
  private final RunListener told;
  private final List<RunEvent.StepDone> steps;
  private final List<RunEvent.Evaluated> evaluations;
  private boolean stops;

  private CurveWatch(CurveSettings settings, StopWhen stopWhen, RunListener told, Metrics before) {
    this.settings = settings;
    this.conditions = EnumSet.noneOf(StopWhen.Condition.class);
    this.conditions.addAll(stopWhen.conditions());
    this.told = told;
    this.steps = new ArrayList<>(before.steps());
    this.evaluations = new ArrayList<>(before.evaluations());
    this.stops =
        !evaluations.isEmpty()
            && evaluations.getLast().step() == steps.getLast().step()
            && !fulfilled(judge()).isEmpty();
  }

  /// @param files of the run; what its log holds already belongs to the curves
  /// @param told hears the verdicts
  static CurveWatch of(Recipe recipe, RunFiles files, RunListener told) throws IOException {
    return new CurveWatch(
        CurveSettings.of(recipe),
        recipe.training().stopWhen(),
        told,
        Metrics.read(files.metrics()));
  }

  /// Whether the last validation fulfilled a condition of `training.stop_when`.
  boolean stops() {
    return stops;
  }

  @Override
  public void on(RunEvent event) {
    if (event instanceof RunEvent.StepDone step) {
      steps.add(step);
    } else if (event instanceof RunEvent.Evaluated evaluated) {
      evaluations.add(evaluated);
      List<CurveVerdict> verdicts = judge();
      tell(verdicts);
      List<StopWhen.Condition> fulfilled = fulfilled(verdicts);
      stops = !fulfilled.isEmpty();
      if (stops) {
        String words =
            fulfilled.stream().map(c -> c.name().toLowerCase(Locale.ROOT)).collect(joining(", "));
        told.on(new RunEvent.Note("training.stop_when: " + words + ": the run ends here."));
      }
    }
  }

  private List<CurveVerdict> judge() {
    return CurveRules.judge(new Metrics(steps, evaluations), settings);
  }

  private void tell(List<CurveVerdict> verdicts) {
    CurveVerdict first = verdicts.getFirst();
    told.on(
        new RunEvent.CurveJudged(
            first.step(),
            verdicts.stream().map(verdict -> verdict.kind().word()).toList(),
            first.bestStep(),
            first.sentence(),
            first.advice()));
  }

  private List<StopWhen.Condition> fulfilled(List<CurveVerdict> verdicts) {
    return verdicts.stream()
        .flatMap(verdict -> verdict.kind().condition().stream())
        .filter(conditions::contains)
        .distinct()
        .toList();
  }
}
