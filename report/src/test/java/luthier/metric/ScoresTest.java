package luthier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoresTest {

  private static final List<String> LABELS = List.of("refund", "cancel", "other");
  private static final double[] SHARES = {0.6, 0.3, 0.1};

  @Test
  void everyScoreHasAnIntervalAroundItsValue() {
    ClassPredictions tuned = classifier(200, 1.5, 7);
    List<Score> scores = Scores.of(tuned, 42);
    assertThat(scores)
        .extracting(Score::name)
        .containsExactly(
            "accuracy",
            "macro_f1",
            "micro_f1",
            "mcc",
            "auroc",
            "average_precision",
            "log_loss",
            "brier",
            "expected_calibration_error");
    assertThat(scores)
        .allSatisfy(score -> {
          assertThat(score.hasInterval()).as(score.name()).isTrue();
          assertThat(score.low()).isLessThan(score.value());
          assertThat(score.high()).isGreaterThan(score.value());
          assertThat(score.value()).isEqualTo(tuned.values().get(score.name()));
          assertThat(score.examples()).isEqualTo(200);
        });
  }

  /// The standard error of a correlation of normal pairs is (1 - r²) / √(n - 1).
  @Test
  void theIntervalOfACorrelationIsAsWideAsTheorySays() {
    SplittableRandom random = new SplittableRandom(3);
    double[][] truth = new double[400][1];
    double[][] predicted = new double[400][1];
    for (int i = 0; i < 400; i++) {
      truth[i][0] = random.nextGaussian();
      predicted[i][0] = 0.8 * truth[i][0] + 0.6 * random.nextGaussian();
    }
    NumberPredictions numbers = new NumberPredictions(List.of("x"), truth, predicted);
    Score pearson =
        Scores.of(numbers, 1).stream()
            .filter(score -> score.name().equals("pearson"))
            .findFirst()
            .orElseThrow();
    double error = (1 - pearson.value() * pearson.value()) / Math.sqrt(399);
    assertThat(pearson.high() - pearson.low()).isCloseTo(2 * 1.96 * error, within(0.4 * error));
  }

  @Test
  void theSameSeedGivesTheSameScores() {
    ClassPredictions tuned = classifier(80, 1, 7);
    assertThat(Scores.of(tuned, 5)).isEqualTo(Scores.of(tuned, 5));
    assertThat(Scores.of(tuned, 5)).isNotEqualTo(Scores.of(tuned, 6));
  }

  @Test
  void aModelIsBetterThanTheMostFrequentLabel() {
    ClassPredictions tuned = classifier(300, 2.5, 7);
    Scores scores = Scores.compare(tuned.constant(SHARES), tuned, 42);
    for (Difference difference : scores.differences()) {
      String name = difference.change().name();
      assertThat(difference.change().value())
          .as(name)
          .isCloseTo(value(scores.tuned(), name) - value(scores.base(), name), within(1e-12));
    }
    assertThat(difference(scores, "accuracy").test()).isEqualTo("mcnemar_exact");
    assertThat(difference(scores, "log_loss").test()).isEqualTo("paired_randomisation");
    Difference f1 = difference(scores, "macro_f1");
    assertThat(f1.test()).isEqualTo("paired_bootstrap");
    assertThat(f1.change().low()).isPositive();
    assertThat(f1.significant()).isTrue();
    // the correlation is not defined where all is one label
    assertThat(scores.base()).extracting(Score::name).doesNotContain("mcc");
    assertThat(scores.differences())
        .extracting(difference -> difference.change().name())
        .doesNotContain("mcc")
        .contains("auroc");
  }

  @Test
  void twoModelsOfOneQualityDoNotDiffer() {
    ClassPredictions one = classifier(200, 1.5, 7);
    Scores scores = Scores.compare(one, one, 42);
    assertThat(scores.differences())
        .allSatisfy(difference -> {
          assertThat(difference.change().value()).isZero();
          assertThat(difference.pValue()).isEqualTo(1);
        });
  }

  @Test
  void whatNeverVariesHasNoInterval() {
    ClassPredictions constant = classifier(50, 1, 7).constant(SHARES);
    Score auroc =
        Scores.of(constant, 1).stream()
            .filter(score -> score.name().equals("auroc"))
            .findFirst()
            .orElseThrow();
    assertThat(auroc.value()).isEqualTo(0.5);
    assertThat(auroc.hasInterval()).isFalse();
  }

  @Test
  void oneExampleHasNoInterval() {
    NumberPredictions one =
        new NumberPredictions(List.of("x"), new double[][] {{1}}, new double[][] {{2}});
    assertThat(Scores.of(one, 1)).hasSize(2).noneMatch(Score::hasInterval);
  }

  @Test
  void severalTargetsHaveTheirOwnScores() {
    double[][] truth = {{1, 10}, {2, 30}, {3, 20}, {4, 40}};
    double[][] predicted = {{1, 12}, {2, 25}, {3, 22}, {5, 35}};
    NumberPredictions two = new NumberPredictions(List.of("price", "days"), truth, predicted);
    assertThat(two.values())
        .containsKeys("r2", "rmse.price", "mae.days", "spearman.days", "r2.price")
        .doesNotContainKeys("rmse", "pinball.price");
    // by hand: 1 - 1 / 5 and 1 - 58 / 500
    assertThat(two.values().get("r2")).isCloseTo((0.8 + 0.884) / 2, within(1e-12));
  }

  @Test
  void tenThousandExamplesTakeSeconds() {
    ClassPredictions tuned = classifier(10_000, 1.5, 7);
    long start = System.nanoTime();
    Scores.compare(tuned.constant(SHARES), tuned, 42);
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(seconds).isLessThan(60);
  }

  @Test
  void refusesWhatIsNoPrediction() {
    int[] truth = {0, 1};
    double[][] good = {{0.5, 0.5}, {0.1, 0.9}};
    List<String> two = List.of("a", "b");
    refuses(() -> new ClassPredictions(List.of("a"), truth, good), "at least 2 labels, got [a]");
    refuses(
        () -> new ClassPredictions(List.of("a", "a"), truth, good),
        "labels that differ, got [a, a]");
    refuses(() -> new ClassPredictions(two, new int[0], good), "at least one example, got none");
    refuses(() -> new ClassPredictions(two, new int[] {0}, good), "1 rows, got 2");
    refuses(() -> new ClassPredictions(two, new int[] {0, 2}, good), "labels below 2, got 2");
    refuses(
        () -> new ClassPredictions(two, truth, new double[][] {{0.5, 0.5}, {Double.NaN, 1}}),
        "probabilities from 0 to 1, got NaN");
    refuses(
        () -> new ClassPredictions(two, truth, new double[][] {{0.5, 0.5}, {0.5, 0.25}}),
        "probabilities that add up to 1, got 0.75");
    refuses(
        () -> new ClassPredictions(two, truth, good).withPositive("c"),
        "one of the labels [a, b], got c");
    refuses(
        () -> new ClassPredictions(two, truth, good).withCosts(new CostTable(new double[1][1])),
        "2 labels, got 1");
    refuses(() -> new CostTable(new double[2][1]), "a cost for each of 2 labels, got 1");
    refuses(
        () -> new NumberPredictions(List.of("x"), new double[1][1], new double[][] {{1 / 0.0}}),
        "finite numbers, got Infinity");
    refuses(
        () -> new RankedDocuments(new double[] {1, 2}, new int[0]),
        "at least one relevant document, got none");
    refuses(() -> new RankedDocuments(new double[] {1}, new int[] {1}), "documents below 1, got 1");
    ClassPredictions three = classifier(3, 1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scores.compare(three, classifier(4, 1, 1), 1))
        .withMessage("predictions: expected numbers for the same examples, got 3 and 4");
  }

  private static void refuses(Runnable action, String message) {
    assertThatIllegalArgumentException().isThrownBy(action::run).withMessage("expected " + message);
  }

  private static double value(List<Score> scores, String name) {
    return scores.stream()
        .filter(score -> score.name().equals(name))
        .mapToDouble(Score::value)
        .findFirst()
        .orElseThrow();
  }

  private static Difference difference(Scores scores, String name) {
    return scores.differences().stream()
        .filter(difference -> difference.change().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// @param sharpness how much the true label stands out
  static ClassPredictions classifier(int n, double sharpness, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] truth = new int[n];
    double[][] probabilities = new double[n][LABELS.size()];
    for (int i = 0; i < n; i++) {
      double place = random.nextDouble();
      truth[i] = place < SHARES[0] ? 0 : place < SHARES[0] + SHARES[1] ? 1 : 2;
      for (int label = 0; label < LABELS.size(); label++) {
        double logit = random.nextGaussian() + (label == truth[i] ? sharpness : 0);
        probabilities[i][label] = Math.exp(logit);
      }
      double sum = Arrays.stream(probabilities[i]).sum();
      double[] row = probabilities[i];
      IntStream.range(0, row.length).forEach(label -> row[label] /= sum);
    }
    return new ClassPredictions(LABELS, truth, probabilities);
  }
}
