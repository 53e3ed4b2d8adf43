package luthier.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import luthier.metric.Score;

/// What the page of a study shows.
///
/// @param name of the study
/// @param metric that decided, of the validation set
/// @param words the study in a few sentences
/// @param keys that were searched
/// @param runs by number
/// @param importance share of the differences by key, the largest first; empty when unknown
/// @param finals the winner, trained again
public record StudyFacts(
    String name,
    String metric,
    boolean lessIsBetter,
    List<String> words,
    List<Key> keys,
    List<Run> runs,
    Map<String, Double> importance,
    List<Final> finals) {

  public StudyFacts {
    words = List.copyOf(words);
    keys = List.copyOf(keys);
    runs = List.copyOf(runs);
    finals = List.copyOf(finals);
  }

  /// @param choices empty for a number; else a point is a place in this list
  public record Key(String name, double low, double high, boolean log, List<String> choices) {

    /// In [0, 1], for drawing.
    double share(double point) {
      return log ? Math.log(point / low) / Math.log(high / low) : (point - low) / (high - low);
    }

    String label(double point) {
      return choices.isEmpty() ? Numbers.shortest(point) : choices.get((int) point);
    }
  }

  /// @param state finished, stopped, failed or running
  /// @param value the best number of the metric
  /// @param point by key; a key that was not set is not there
  /// @param settings the same as YAML
  /// @param why it failed
  public record Run(
      int number,
      String state,
      Optional<Double> value,
      double seconds,
      Map<String, Double> point,
      Map<String, String> settings,
      String why) {}

  /// @param split where it was measured
  public record Final(long seed, String split, List<Score> scores, String why) {}

  /// Finished runs, the best first.
  List<Run> ranked() {
    return runs.stream()
        .filter(run -> run.state().equals("finished") && run.value().isPresent())
        .sorted((a, b) -> Double.compare(loss(a), loss(b)))
        .toList();
  }

  /// So that smaller is better.
  double loss(Run run) {
    double value = run.value().orElse(Double.NaN);
    return lessIsBetter ? value : -value;
  }
}
