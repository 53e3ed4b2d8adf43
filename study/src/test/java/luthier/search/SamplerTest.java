package luthier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import luthier.recipe.Dimension;
import luthier.recipe.Space;
import org.junit.jupiter.api.Test;

/// Both samplers stay in the space; the one that learns finds more than the other.
class SamplerTest {

  private static final List<Dimension> SPACE =
      List.of(
          new Dimension("kind", new Space.Choice(List.of("lora", "full")), Map.of()),
          new Dimension("rate", new Space.Real(1e-5, 1e-1, true), Map.of()),
          new Dimension("decay", new Space.Real(0, 1, false), Map.of()),
          new Dimension("r", new Space.Whole(1, 64, true), Map.of("kind", "lora")),
          new Dimension("batch", new Space.Whole(1, 4, false), Map.of()));

  private static List<Observation> run(
      Sampler sampler, int trials, ToDoubleFunction<Map<String, Double>> loss) {
    List<Observation> past = new ArrayList<>();
    for (int i = 1; i <= trials; i++) {
      Map<String, Double> point = sampler.next(past, i);
      past.add(new Observation(point, loss.applyAsDouble(point), TrialState.FINISHED, 1));
    }
    return past;
  }

  /// Least at lora, rate 1e-3, r 8.
  private static double loss(Map<String, Double> point) {
    double rate = Math.log10(point.getOrDefault("rate", 1.0)) + 3;
    double r = Math.log(point.getOrDefault("r", 64.0) / 8);
    return rate * rate + 0.1 * r * r + point.getOrDefault("kind", 1.0);
  }

  @Test
  void pointsLieInTheSpaceAndKeepItsConditions() {
    for (Sampler sampler : List.of(random(3), tpe(3))) {
      List<Observation> past = run(sampler, 60, SamplerTest::loss);
      for (Observation each : past) {
        Map<String, Double> point = each.point();
        assertThat(point.get("rate")).isBetween(1e-5, 1e-1);
        assertThat(point.get("decay")).isBetween(0.0, 1.0);
        assertThat(point.get("batch")).isIn(1.0, 2.0, 3.0, 4.0);
        assertThat(point.containsKey("r")).isEqualTo(point.getOrDefault("kind", 1.0) == 0.0);
        if (point.containsKey("r")) {
          assertThat(point.get("r"))
              .isBetween(1.0, 64.0)
              .isEqualTo(Math.rint(point.getOrDefault("r", 0.5)));
        }
      }
      assertThat(past.stream().map(o -> o.point().get("batch")).distinct()).hasSize(4);
    }
  }

  @Test
  void aTrialFollowsFromSeedNumberAndPast() {
    List<Observation> past = run(tpe(5), 30, SamplerTest::loss);
    assertThat(tpe(5).next(past, 31)).isEqualTo(tpe(5).next(past, 31));
    assertThat(tpe(6).next(past, 31)).isNotEqualTo(tpe(5).next(past, 31));
    assertThat(run(tpe(5), 30, SamplerTest::loss)).isEqualTo(past);
  }

  @Test
  void parzenEstimatorsFindMoreThanChance() {
    double[] learned = new double[11];
    double[] drawn = new double[11];
    for (int seed = 0; seed < learned.length; seed++) {
      learned[seed] = best(run(tpe(seed), 60, SamplerTest::loss));
      drawn[seed] = best(run(random(seed), 60, SamplerTest::loss));
    }
    Arrays.sort(learned);
    Arrays.sort(drawn);
    assertThat(learned[5]).isLessThan(0.5 * drawn[5]);
  }

  @Test
  void whatRunsOrFailedDoesNotStopTheChoice() {
    List<Observation> past = new ArrayList<>(run(tpe(1), 12, SamplerTest::loss));
    past.add(
        new Observation(past.getFirst().point(), Double.POSITIVE_INFINITY, TrialState.RUNNING, 0));
    past.add(
        new Observation(past.getFirst().point(), Double.POSITIVE_INFINITY, TrialState.FAILED, 0));
    assertThat(tpe(1).next(past, 15)).containsKeys("kind", "rate", "decay", "batch");
  }

  /// The weights of the usual definition: 30 trials, of which the five oldest rise from 1/30 to 1.
  @Test
  void oldTrialsWeighLess() {
    assertThat(Parzen.weights(3)).containsExactly(1, 1, 1);
    double[] weights = Parzen.weights(30);
    assertThat(Arrays.copyOf(weights, 3))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(1 / 30.0, 1 / 30.0 + 29 / 120.0, 1 / 30.0 + 58 / 120.0);
    assertThat(Arrays.copyOfRange(weights, 4, 30)).containsOnly(1.0);
  }

  /// A density that is a probability: its integral over the scale is 1.
  @Test
  void theDensityAddsUpToOne() {
    List<Dimension> one = List.of(SPACE.get(2));
    Parzen parzen =
        Parzen.of(one, List.of(Map.of("decay", 0.1), Map.of("decay", 0.15), Map.of("decay", 0.9)));
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      sum += Math.exp(parzen.logDensity(new double[] {(i + 0.5) / 10_000})) / 10_000;
    }
    assertThat(sum).isBetween(0.999, 1.001);
    List<Dimension> whole = List.of(SPACE.get(3));
    Parzen steps = Parzen.of(whole, List.of(Map.of("r", 8.0), Map.of("r", 64.0)));
    double all = 0;
    for (int r = 1; r <= 64; r++) {
      all += Math.exp(steps.logDensity(new double[] {r}));
    }
    assertThat(all).isBetween(0.999, 1.001);
  }

  private static double best(List<Observation> past) {
    return past.stream().mapToDouble(Observation::loss).min().orElseThrow();
  }

  private static Sampler random(long seed) {
    return new RandomSampler(SPACE, seed);
  }

  private static Sampler tpe(long seed) {
    return new TpeSampler(SPACE, new RandomSampler(SPACE, seed), seed);
  }
}
