package luthier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallestDifferenceTest {

  /// With all six of six won p is 2 / 2^6 = 0.031, with all five of five 0.0625.
  @Test
  void belowSixExamplesNothingIsShown() {
    assertThat(SmallestDifference.ofShare("accuracy", 5)).isEmpty();
    assertThat(SmallestDifference.ofShare("accuracy", 6)).isPresent();
  }

  /// All who differ are won: seen when at least six of n differ.
  @Test
  void thePowerIsThatOfTheOutcomes() {
    assertThat(new McNemarPower(6).of(1, 1)).isCloseTo(1, within(1e-12));
    // 1 - P(at most 5 of 8) with p = 1/2
    assertThat(new McNemarPower(8).of(0.5, 0.5)).isCloseTo(37 / 256.0, within(1e-7));
    // without a difference the test is wrong in at most 5 %
    assertThat(new McNemarPower(200).of(0.3, 0)).isBetween(0.02, 0.05);
  }

  /// Connor's approximation, which the exact test needs a little more than.
  @ParameterizedTest
  @CsvSource({"200, 0.5", "1000, 0.5", "1000, 0.2", "5000, 0.1"})
  void comesNearTheApproximationOnManyExamples(int n, double discordant) {
    double smallest = SmallestDifference.ofShare("a", n, discordant).orElseThrow().difference();
    double needed =
        Math.pow(
            (1.959964 * Math.sqrt(discordant)
                    + 0.841621 * Math.sqrt(discordant - smallest * smallest))
                / smallest,
            2);
    assertThat(needed / n).isBetween(0.85, 1.0);
  }

  @ParameterizedTest
  @CsvSource({"40, 0.15", "100, 0.3"})
  void fourOfFiveTestSetsShowIt(int n, double discordant) {
    double smallest = SmallestDifference.ofShare("a", n, discordant).orElseThrow().difference();
    double differing = Math.max(discordant, smallest);
    double won = (differing + smallest) / (2 * differing);
    SplittableRandom random = new SplittableRandom(5);
    int seen = 0;
    for (int set = 0; set < 4000; set++) {
      int wins = 0;
      int losses = 0;
      for (int i = 0; i < n; i++) {
        if (random.nextDouble() < differing) {
          boolean win = random.nextDouble() < won;
          wins += win ? 1 : 0;
          losses += win ? 0 : 1;
        }
      }
      seen += Proportions.mcNemar(losses, wins) < 0.05 ? 1 : 0;
    }
    // three standard deviations
    assertThat(seen / 4000.0).isCloseTo(0.8, within(0.02));
  }

  @Test
  void aMeanIsShownInFourOfFiveTestSets() {
    SplittableRandom random = new SplittableRandom(6);
    List<Double> smallest = new ArrayList<>();
    int seen = 0;
    for (int set = 0; set < 300; set++) {
      NumberPredictions base = numbers(random, 30, 0);
      NumberPredictions tuned = numbers(random, 30, 0.53);
      Scores scores = Scores.compare(base, tuned, set);
      Difference mae =
          scores.differences().stream()
              .filter(one -> one.change().name().equals("mae"))
              .findFirst()
              .orElseThrow();
      seen += mae.significant() ? 1 : 0;
      SmallestDifference.of(base, tuned, scores.differences()).stream()
          .filter(one -> one.metric().equals("mae"))
          .forEach(one -> smallest.add(one.difference()));
    }
    assertThat(smallest.stream().mapToDouble(one -> one).average().orElseThrow())
        .isCloseTo(0.53, within(0.02));
    assertThat(seen / 300.0).isCloseTo(0.8, within(0.07));
  }

  /// Errors 3 + a standard normal number, and with a shift less; the changes' deviation is 1 where
  /// each side has √½.
  private static NumberPredictions numbers(SplittableRandom random, int n, double better) {
    double[][] truth = new double[n][1];
    double[][] predicted = new double[n][1];
    IntStream.range(0, n)
        .forEach(i -> predicted[i][0] = 9 - better + Math.sqrt(0.5) * random.nextGaussian());
    return new NumberPredictions(List.of("price"), truth, predicted);
  }

  @Test
  void ofAllThatTwoPredictorsHaveInCommon() {
    List<String> answers = IntStream.range(0, 40).mapToObj(i -> "the word " + i).toList();
    List<List<String>> references = answers.stream().map(List::of).toList();
    List<String> worse =
        IntStream.range(0, 40).mapToObj(i -> i < 12 ? "no word" : "the word " + i).toList();
    List<AnswerMetric> metrics =
        List.of(AnswerMetrics.of("equals"), AnswerMetrics.of("token_f1"), AnswerMetrics.of("chrf"));
    AnswerPredictions base = new AnswerPredictions(worse, references, metrics);
    AnswerPredictions tuned = new AnswerPredictions(answers, references, metrics);
    List<SmallestDifference> found =
        SmallestDifference.of(base, tuned, Scores.compare(base, tuned, 1).differences());
    assertThat(found)
        .extracting(SmallestDifference::metric)
        .containsExactly("equals", "token_f1", "chrf");
    assertThat(found.getFirst())
        .isEqualTo(SmallestDifference.ofShare("equals", 40, 13 / 42.0).orElseThrow());
    assertThat(found.get(1).difference()).isBetween(0.1, 0.3);
    assertThat(found.get(2).difference()).isBetween(5.0, 30.0);
  }

  @Test
  void fourTimesTheExamplesShowHalfTheDifference() {
    assertThat(new SmallestDifference("accuracy", 40, 0.2).examplesFor(0.1)).isEqualTo(160);
  }
}
