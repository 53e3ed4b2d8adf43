package luthier.search;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.recipe.BestBy;
import luthier.recipe.Dimension;
import luthier.recipe.Space;
import luthier.report.StudyFacts;
import luthier.report.StudyPage;

/// The trials of a study, looked at.
///
/// @param trials by number
record StudyView(StudyRecipe recipe, List<TrialRecord> trials) {

  /// With fewer a forest sees what is not there.
  private static final int FEWEST_FOR_IMPORTANCE = 10;

  StudyView {
    trials = List.copyOf(trials);
  }

  BestBy metric() {
    return recipe.metric();
  }

  List<Dimension> space() {
    return recipe.search().space();
  }

  /// Finished trials, the best first; of equals the earlier.
  List<TrialRecord> ranked() {
    return trials.stream()
        .filter(trial -> trial.state() == TrialState.FINISHED)
        .sorted(Comparator.comparingDouble(trial -> trial.observed(metric()).loss()))
        .toList();
  }

  Map<String, String> settings(TrialRecord trial) {
    return Settings.of(space(), trial.point());
  }

  /// By key, the largest first; empty while there are too few trials to tell.
  Map<String, Double> importance() {
    List<TrialRecord> known =
        trials.stream()
            .filter(t -> t.state() == TrialState.FINISHED || t.state() == TrialState.STOPPED)
            .filter(t -> Double.isFinite(t.observed(metric()).loss()))
            .toList();
    if (known.size() < FEWEST_FOR_IMPORTANCE) {
      return Map.of();
    }
    double[][] points =
        known.stream()
            .map(t -> space().stream().mapToDouble(d -> UnitCube.place(d, t.point())).toArray())
            .toArray(double[][]::new);
    double[] losses = known.stream().mapToDouble(t -> t.observed(metric()).loss()).toArray();
    double[] shares = Importance.of(points, losses, recipe.recipe().seed()).shares();
    List<Map.Entry<String, Double>> entries = new ArrayList<>();
    for (int d = 0; d < shares.length; d++) {
      entries.add(Map.entry(space().get(d).key(), shares[d]));
    }
    entries.sort(Map.Entry.<String, Double>comparingByValue().reversed());
    Map<String, Double> byKey = new LinkedHashMap<>();
    entries.forEach(entry -> byKey.put(entry.getKey(), entry.getValue()));
    return byKey;
  }

  /// The study in a few sentences.
  List<String> words() {
    return StudyWords.of(this, importance());
  }

  String page(List<FinalRun> finals) {
    return StudyPage.html(
        new StudyFacts(
            recipe.recipe().name(),
            metric().metric(),
            metric().lessIsBetter(),
            words(),
            space().stream().map(StudyView::key).toList(),
            trials.stream().map(this::facts).toList(),
            importance(),
            finals.stream()
                .map(run -> new StudyFacts.Final(run.seed(), run.split(), run.scores(), run.why()))
                .toList()));
  }

  private static StudyFacts.Key key(Dimension dimension) {
    return switch (dimension.space()) {
      case Space.Real(double low, double high, boolean log) ->
          new StudyFacts.Key(dimension.key(), low, high, log, List.of());
      case Space.Whole(long low, long high, boolean log) ->
          new StudyFacts.Key(dimension.key(), low, high, log, List.of());
      case Space.Choice(List<String> values) ->
          new StudyFacts.Key(dimension.key(), 0, values.size() - 1.0, false, values);
    };
  }

  private StudyFacts.Run facts(TrialRecord trial) {
    Optional<Double> value = trial.best(metric()).map(TrialRecord.Report::value);
    return new StudyFacts.Run(
        trial.number(),
        trial.state().word(),
        value,
        trial.seconds(),
        trial.point(),
        settings(trial),
        trial.why());
  }

  /// A measured number with four significant digits.
  static String number(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(4)).toPlainString()
        : String.valueOf(value);
  }
}
