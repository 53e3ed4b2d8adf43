package luthier.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import luthier.recipe.Dimension;

/// Tree-structured Parzen estimators (Bergstra et al. 2011, "Algorithms for Hyper-Parameter
/// Optimization", section 4): the density l of the good trials and the density g of the others; of
/// some draws from l, the one with the largest l / g. The dimensions that every trial has are
/// looked at together (Falkner et al. 2018, section 3.2), those with a condition one by one among
/// the trials that have them.
///
/// The constants are the usual ones: ten trials at random first, 24 draws, the best tenth is good
/// (at most 25); of more than 25 trials the oldest weigh less.
///
/// @param random for the first trials
/// @param seed of the study
record TpeSampler(List<Dimension> space, RandomSampler random, long seed) implements Sampler {

  private static final int FIRST_AT_RANDOM = 10;
  private static final int DRAWS = 24;
  private static final int MOST_GOOD = 25;

  @Override
  public Map<String, Double> next(List<Observation> past, int number) {
    List<Observation> known = past.stream().filter(o -> o.state() != TrialState.FAILED).toList();
    long ended = known.stream().filter(o -> o.state() != TrialState.RUNNING).count();
    if (ended < FIRST_AT_RANDOM) {
      return random.next(past, number);
    }
    Split split = Split.of(known, (int) Math.min(Math.ceil(0.1 * ended), MOST_GOOD));
    SplittableRandom draws = Draws.of(seed, number);
    Map<String, Double> together =
        split.choose(space.stream().filter(d -> d.when().isEmpty()).toList(), draws);
    return RandomSampler.fill(
        space,
        (dimension, _) -> {
          Double place = together.get(dimension.key());
          return place != null
              ? place
              : split.choose(List.of(dimension), draws).getOrDefault(dimension.key(), Double.NaN);
        });
  }

  /// The trials in two parts, each in the order in which they were begun.
  private record Split(List<Observation> good, List<Observation> others) {

    /// Finished trials by their loss; then stopped ones, those that came further first; then those
    /// that run, of which nothing is known yet but that others should look elsewhere.
    private static final Comparator<Observation> BEST_FIRST =
        Comparator.comparing((Observation o) -> o.state() == TrialState.RUNNING)
            .thenComparing(Observation::state)
            .thenComparing(o -> o.state() == TrialState.STOPPED ? -o.rounds() : 0)
            .thenComparingDouble(Observation::loss);

    static Split of(List<Observation> known, int good) {
      List<Integer> ranked = new ArrayList<>();
      for (int i = 0; i < known.size(); i++) {
        ranked.add(i);
      }
      ranked.sort(Comparator.comparing(known::get, BEST_FIRST));
      return new Split(
          ranked.subList(0, good).stream().sorted().map(known::get).toList(),
          ranked.subList(good, ranked.size()).stream().sorted().map(known::get).toList());
    }

    Map<String, Double> choose(List<Dimension> dimensions, SplittableRandom random) {
      Parzen l = Parzen.of(dimensions, having(dimensions, good));
      Parzen g = Parzen.of(dimensions, having(dimensions, others));
      double[] best = l.draw(random);
      double most = l.logDensity(best) - g.logDensity(best);
      for (int i = 1; i < DRAWS; i++) {
        double[] point = l.draw(random);
        double gain = l.logDensity(point) - g.logDensity(point);
        if (gain > most) {
          most = gain;
          best = point;
        }
      }
      Map<String, Double> chosen = new HashMap<>();
      for (int d = 0; d < dimensions.size(); d++) {
        chosen.put(dimensions.get(d).key(), best[d]);
      }
      return chosen;
    }

    private static List<Map<String, Double>> having(
        List<Dimension> dimensions, List<Observation> trials) {
      List<String> keys = dimensions.stream().map(Dimension::key).toList();
      return trials.stream()
          .map(Observation::point)
          .filter(point -> point.keySet().containsAll(keys))
          .toList();
    }
  }
}
