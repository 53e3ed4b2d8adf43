package luthier.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import luthier.metric.Difference;
import luthier.metric.Forgetting;
import luthier.metric.Score;
import luthier.verdict.Predictor.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionTest {

  private static final Primary ACCURACY = new Primary("accuracy", false, true);
  private static final Primary LOSS = new Primary("loss", true, false);

  /// Gains and p-values against the base and the prompt, on 100 examples; the standard error of
  /// each difference is 0.04.
  @ParameterizedTest
  @CsvSource({
    "0.30, 0.001,  0.20, 0.001, better",
    "0.30, 0.030,  0.20, 0.020, better", // Holm: 0.04 and 0.04
    "0.30, 0.040,  0.20, 0.030, no_difference", // Holm: 0.06 and 0.06, each alone is below 0.05
    "0.30, 0.001,  0.00, 1.000, prompt_instead",
    "0.30, 0.001, -0.20, 0.001, prompt_instead",
    "0.30, 0.001,  0.01, 0.800, prompt_instead", // 12,000 examples would be needed
    "0.30, 0.001,  0.08, 0.060, no_difference", // about a hundred more would settle it
    "0.02, 0.700,  0.02, 0.700, no_difference",
    "0.00, 1.000, -0.20, 0.001, prompt_instead",
    "-0.3, 0.001,  0.20, 0.001, worse",
    "-0.3, 0.001, -0.20, 0.001, worse"
  })
  void followsFromTheDifferences(double base, double p, double prompt, double q, String word) {
    List<Comparison> comparisons =
        Decision.compare(
            ACCURACY, List.of(against(Kind.BASE, base, p), against(Kind.PROMPT, prompt, q)));
    assertThat(Decision.of(ACCURACY, comparisons, Optional.empty()).word()).isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource({"-0.5, 0.001, better", "0.5, 0.001, worse", "-0.05, 0.3, no_difference"})
  void aFallOfTheLossIsAGain(double change, double p, String word) {
    List<Comparison> comparisons = Decision.compare(LOSS, List.of(against(Kind.BASE, change, p)));
    assertThat(Decision.of(LOSS, comparisons, Optional.empty()).word()).isEqualTo(word);
  }

  @Test
  void neighboursAreARivalOfLabels() {
    List<Comparison> comparisons =
        Decision.compare(
            ACCURACY,
            List.of(against(Kind.BLIND, 0.5, 0.001), against(Kind.NEIGHBOURS, -0.01, 0.9)));
    assertThat(Decision.of(ACCURACY, comparisons, Optional.empty()))
        .isEqualTo(new Verdict.SimplerInstead(Kind.NEIGHBOURS));
  }

  @Test
  void forgettingCountsWhereTheModelIsBetter() {
    List<Comparison> better = Decision.compare(ACCURACY, List.of(against(Kind.BASE, 0.3, 0.001)));
    Forgetting little = forgetting(0.04, 0.05);
    Forgetting much = forgetting(0.06, 0.05);
    assertThat(Decision.of(ACCURACY, better, Optional.of(little))).isEqualTo(new Verdict.Better());
    assertThat(Decision.of(ACCURACY, better, Optional.of(much)))
        .isEqualTo(new Verdict.BetterButForgot(much));
    List<Comparison> worse = Decision.compare(ACCURACY, List.of(against(Kind.BASE, -0.3, 0.001)));
    assertThat(Decision.of(ACCURACY, worse, Optional.of(much))).isEqualTo(new Verdict.Worse());
  }

  @Test
  void nothingMeasuredIsNoVerdict() {
    assertThat(Decision.of(ACCURACY, List.of(), Optional.empty()))
        .isEqualTo(new Verdict.NotMeasured());
  }

  /// Of one example nothing can be told, not even how many more are needed.
  @Test
  void oneExampleTellsNothing() {
    Score one = new Score("accuracy", 1, Double.NaN, Double.NaN, 1);
    List<Comparison> comparisons =
        Decision.compare(
            ACCURACY,
            List.of(
                new Decision.Against(Kind.BASE, "base", new Difference(one, 1, "mcnemar_exact"))));
    assertThat(comparisons.getFirst().detectable()).isNaN();
    assertThat(Decision.of(ACCURACY, comparisons, Optional.empty()))
        .isEqualTo(new Verdict.NoDifference(OptionalLong.empty()));
  }

  /// 2.8 standard errors of 0.04 are 0.112; half of that needs four times the examples.
  @Test
  void theNumberOfExamplesFollowsFromThePower() {
    List<Comparison> comparisons =
        Decision.compare(ACCURACY, List.of(against(Kind.BASE, 0.056, 0.2)));
    assertThat(comparisons.getFirst().detectable()).isCloseTo(0.112, within(1e-4));
    Verdict verdict = Decision.of(ACCURACY, comparisons, Optional.empty());
    assertThat(verdict).isInstanceOf(Verdict.NoDifference.class);
    assertThat(((Verdict.NoDifference) verdict).more().orElseThrow()).isBetween(298L, 302L);
  }

  /// As R's `p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")`.
  @Test
  void pValuesAreCorrectedByHolm() {
    double[] adjusted = Decision.holm(new double[] {0.01, 0.04, 0.03, 0.005});
    assertThat(adjusted).containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
    assertThat(Decision.holm(new double[] {0.7, 0.8})).containsExactly(1, 1);
  }

  private static Decision.Against against(Kind kind, double change, double p) {
    double half = 0.04 * 1.959964;
    Score score = new Score("metric", change, change - half, change + half, 100);
    return new Decision.Against(kind, kind.name(), new Difference(score, p, "mcnemar_exact"));
  }

  /// A healthy model's groups are named about one time in twenty, a bad one's always.
  @Test
  void onlyGroupsThatAreReallyWorseAreNamed() {
    SplittableRandom random = new SplittableRandom(5);
    int named = 0;
    for (int round = 0; round < 40; round++) {
      List<Double> right = new ArrayList<>();
      List<Double> ones = new ArrayList<>();
      List<String> groups = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        right.add(random.nextDouble() < 0.7 ? 1.0 : 0.0);
        ones.add(1.0);
        groups.add("g" + i % 8);
      }
      Slices healthy = new Slices(ACCURACY, right, ones, round);
      named += healthy.of(Map.of("group", groups)).stream().anyMatch(Slice::weak) ? 1 : 0;
      for (int i = 0; i < 120; i++) {
        right.set(i, i % 8 == 3 ? 0.0 : right.get(i));
      }
      List<Slice> slices = new Slices(ACCURACY, right, ones, round).of(Map.of("group", groups));
      assertThat(slices.getFirst().value()).isEqualTo("g3");
      assertThat(slices.getFirst().weak()).isTrue();
      assertThat(slices.getFirst().score().value()).isZero();
    }
    assertThat(named).isLessThanOrEqualTo(6); // of 40: 2 are expected, more than 6 by chance 0.3 %
  }

  @Test
  void groupsOfTooFewAndOfOneKindAreLeftOut() {
    List<Double> values = List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
    List<Double> ones = Collections.nCopies(8, 1.0);
    Slices slices = new Slices(new Primary("mae", true, false), values, ones, 1);
    assertThat(slices.of(Map.of("all", Collections.nCopies(8, "same")))).isEmpty();
    List<Slice> some = slices.of(Map.of("half", List.of("a", "a", "a", "b", "b", "b", "b", "b")));
    assertThat(some).extracting(Slice::value).containsExactly("b");
    assertThat(some.getFirst().score().value()).isEqualTo(6);
    assertThat(some.getFirst().others()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "the cat sat | the dog sat | =the  -cat  +dog  =sat",
        "'' | new words | +new words",
        "gone | '' | -gone",
        "same  text | same text | =same text"
      })
  void wordsThatDifferAreShown(String before, String after, String pieces) {
    List<String> shown =
        WordDifference.between(before, after).stream()
            .map(piece ->
                switch (piece.kind()) {
                      case SAME -> "=";
                      case REMOVED -> "-";
                      case ADDED -> "+";
                    }
                    + piece.text())
            .toList();
    assertThat(String.join(" ", shown).strip()).isEqualTo(pieces);
  }

  private static Forgetting forgetting(double rise, double limit) {
    Score before = new Score("general", 3, 2.9, 3.1, 40);
    Score after = new Score("general", 3 + rise, 2.9 + rise, 3.1 + rise, 40);
    Difference change =
        new Difference(
            new Score("general", rise, rise - 0.01, rise + 0.01, 40),
            0.001,
            "paired_randomisation");
    return new Forgetting(
        List.of(
            new Forgetting.Kept(
                Forgetting.GENERAL, 4000, before, after, change, Optional.empty(), List.of())),
        Optional.of(limit));
  }
}
