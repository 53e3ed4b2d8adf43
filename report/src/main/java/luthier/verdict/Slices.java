package luthier.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import luthier.metric.Bootstrap;
import luthier.metric.Proportions;
import luthier.metric.Score;

/// Where a model fails: its score on groups of examples, the weak ones first.
///
/// Whether a group is worse than the others is asked by a randomisation test: as many examples are
/// drawn from all, 10,000 times, and it is counted how often they are as bad. The p-values are
/// corrected by Holm's procedure for the number of groups, so that among many groups of a healthy
/// model, nineteen times out of twenty none is named.
///
/// @param primary whose direction says what bad is
/// @param totals one per example
/// @param weights one per example: the score of a group is the sum of its totals by that of its
///   weights
public record Slices(Primary primary, List<Double> totals, List<Double> weights, long seed) {

  private static final int DRAWS = 10_000;
  private static final int FEWEST = 5;
  private static final int MOST_VALUES = 50;

  public Slices {
    totals = List.copyOf(totals);
    weights = List.copyOf(weights);
  }

  private record Group(String by, String value, int[] places) {}

  /// Groups of fewer than five examples are left out, and so is what has more than fifty different
  /// values, or one.
  ///
  /// @param properties by name, a value for each example
  public List<Slice> of(Map<String, List<String>> properties) {
    List<Group> groups = new ArrayList<>();
    properties.forEach((by, values) -> groups.addAll(groups(by, values)));
    double[] residuals = residuals();
    SplittableRandom random = new SplittableRandom(seed ^ 0x511CE5L);
    double[] p = groups.stream().mapToDouble(g -> worseByChance(residuals, g, random)).toArray();
    double[] corrected = Decision.holm(p);
    List<Slice> slices = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      slices.add(new Slice(group.by, group.value, score(group), others(group), corrected[i]));
    }
    slices.sort(Comparator.comparingDouble(Slice::corrected).thenComparing(this::badness));
    return slices;
  }

  private double badness(Slice slice) {
    return primary.lowerIsBetter() ? -slice.score().value() : slice.score().value();
  }

  private List<Group> groups(String by, List<String> values) {
    Map<String, List<Integer>> byValue = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      byValue.computeIfAbsent(values.get(i), _ -> new ArrayList<>()).add(i);
    }
    if (byValue.size() < 2 || byValue.size() > MOST_VALUES) {
      return List.of();
    }
    return byValue.entrySet().stream()
        .filter(entry -> entry.getValue().size() >= FEWEST)
        .map(entry ->
            new Group(by, entry.getKey(), entry.getValue().stream().mapToInt(i -> i).toArray()))
        .toList();
  }

  private Score score(Group group) {
    double[] own = Arrays.stream(group.places).mapToDouble(totals::get).toArray();
    if (primary.share()) {
      boolean[] right = new boolean[own.length];
      for (int i = 0; i < own.length; i++) {
        right[i] = own[i] == 1;
      }
      return Proportions.wilson(primary.metric(), right);
    }
    double[] ownWeights = Arrays.stream(group.places).mapToDouble(weights::get).toArray();
    return Bootstrap.ratio(primary.metric(), own, ownWeights, seed);
  }

  private double others(Group group) {
    double total = totals.stream().mapToDouble(t -> t).sum();
    double weight = weights.stream().mapToDouble(w -> w).sum();
    for (int place : group.places) {
      total -= totals.get(place);
      weight -= weights.get(place);
    }
    return total / weight;
  }

  /// How much worse each example is than the mean, with its weight.
  private double[] residuals() {
    double mean =
        totals.stream().mapToDouble(t -> t).sum() / weights.stream().mapToDouble(w -> w).sum();
    double[] residuals = new double[totals.size()];
    for (int i = 0; i < residuals.length; i++) {
      double excess = totals.get(i) - mean * weights.get(i);
      residuals[i] = primary.lowerIsBetter() ? excess : -excess;
    }
    return residuals;
  }

  private static double worseByChance(double[] residuals, Group group, SplittableRandom random) {
    double observed = Arrays.stream(group.places).mapToDouble(i -> residuals[i]).sum();
    double limit = observed - 1e-12 * Math.abs(observed); // equal up to rounding is equal
    int[] places = new int[residuals.length];
    Arrays.setAll(places, i -> i);
    int asBad = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      for (int i = 0; i < group.places.length; i++) { // the beginning of a shuffle
        int other = i + random.nextInt(places.length - i);
        int place = places[other];
        places[other] = places[i];
        places[i] = place;
        sum += residuals[place];
      }
      asBad += sum >= limit ? 1 : 0;
    }
    return (asBad + 1.0) / (DRAWS + 1.0);
  }
}
