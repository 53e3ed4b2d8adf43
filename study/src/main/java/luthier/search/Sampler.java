package luthier.search;

import java.util.List;
import java.util.Map;
import luthier.recipe.Search;

/// Chooses where to look next.
interface Sampler {

  /// A point of the space: the place in each active dimension, by key.
  ///
  /// @param past all trials, those that run included, by number
  /// @param number of the trial that is asked for; with the seed it decides every random choice, so
  ///   that a resumed study chooses as one that was never interrupted
  Map<String, Double> next(List<Observation> past, int number);

  static Sampler of(Search search, long seed) {
    RandomSampler random = new RandomSampler(search.space(), seed);
    return switch (search.sampler()) {
      case RANDOM -> random;
      case TPE -> new TpeSampler(search.space(), random, seed);
    };
  }
}
