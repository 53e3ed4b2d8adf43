package luthier.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The scores of predictions with their intervals, and of two predictors how they differ.
///
/// Shares have Wilson's interval and McNemar's test ([Proportions]), means the bootstrap's and the
/// paired randomisation test ([Bootstrap], [Paired]); all else has the bootstrap's over examples
/// and its test ([Resampled]). A metric that is not defined on the examples is left out.
///
/// @param base of what the model is compared with
/// @param tuned of the model
/// @param differences tuned minus base
public record Scores(List<Score> base, List<Score> tuned, List<Difference> differences) {

  public Scores {
    base = List.copyOf(base);
    tuned = List.copyOf(tuned);
    differences = List.copyOf(differences);
  }

  /// The scores of one predictor.
  public static List<Score> of(Predictions predictions, long seed) {
    List<Measure> measures = predictions.measures();
    Map<Measure, Resampled> resampled = resampled(predictions.examples(), measures, seed);
    return scores(measures, resampled, seed);
  }

  /// The scores of two predictors on the same examples.
  ///
  /// @throws IllegalArgumentException when these are not as many
  public static Scores compare(Predictions base, Predictions tuned, long seed) {
    Paired.requireSameExamples("predictions", base.examples(), tuned.examples());
    List<Measure> before = base.measures();
    List<Measure> after = tuned.measures();
    List<Measure> both = new ArrayList<>(before);
    both.addAll(after);
    Map<Measure, Resampled> resampled = resampled(base.examples(), both, seed);
    List<Difference> differences = new ArrayList<>();
    for (Measure one : after) {
      before.stream()
          .filter(other -> other.name().equals(one.name()))
          .filter(other -> other.value().isPresent() && one.value().isPresent())
          .findFirst()
          .ifPresent(other -> differences.add(difference(other, one, resampled, seed)));
    }
    return new Scores(scores(before, resampled, seed), scores(after, resampled, seed), differences);
  }

  /// All that need draws, on the same ones.
  private static Map<Measure, Resampled> resampled(int n, List<Measure> measures, long seed) {
    List<Measure.Other> others =
        measures.stream()
            .filter(Measure.Other.class::isInstance)
            .map(Measure.Other.class::cast)
            .toList();
    List<Resampled> all =
        Resampled.of(n, others.stream().map(Measure.Other::statistic).toList(), seed);
    Map<Measure, Resampled> resampled = new HashMap<>();
    for (int i = 0; i < others.size(); i++) {
      resampled.put(others.get(i), all.get(i));
    }
    return resampled;
  }

  private static List<Score> scores(
      List<Measure> measures, Map<Measure, Resampled> resampled, long seed) {
    List<Score> scores = new ArrayList<>();
    for (Measure measure : measures) {
      if (measure.value().isPresent()) {
        scores.add(
            switch (measure) {
              case Measure.Share share -> Proportions.wilson(share.name(), share.right().values());
              case Measure.Mean mean ->
                  Bootstrap.mean(mean.name(), mean.perExample().values(), seed);
              case Measure.Other other ->
                  found(resampled, other).score(other.name(), other.biased());
            });
      }
    }
    return scores;
  }

  private static Difference difference(
      Measure before, Measure after, Map<Measure, Resampled> resampled, long seed) {
    return switch (after) {
      case Measure.Share share ->
          Proportions.difference(
              share.name(),
              ((Measure.Share) before).right().values(),
              share.right().values(),
              seed);
      case Measure.Mean mean -> {
        double[] values = mean.perExample().values();
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        double[] others = ((Measure.Mean) before).perExample().values();
        yield Paired.ratio(mean.name(), others, values, ones, seed);
      }
      case Measure.Other other -> {
        Resampled change = found(resampled, other).minus(found(resampled, before));
        yield new Difference(
            change.score(other.name(), other.biased()), change.pValue(), "paired_bootstrap");
      }
    };
  }

  private static Resampled found(Map<Measure, Resampled> resampled, Measure measure) {
    Resampled found = resampled.get(measure);
    if (found == null) {
      throw new IllegalStateException(measure.name() + " was not drawn");
    }
    return found;
  }
}
