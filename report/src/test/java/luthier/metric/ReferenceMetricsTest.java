package luthier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// All metrics against scikit-learn and SciPy, with ties, labels that do not occur, and sets of one
/// label, on which some metrics must be absent.
class ReferenceMetricsTest {

  private static final Offset<Double> TOLERANCE = within(1e-12);

  static List<Fixture> classification() {
    return Fixture.cases("classification");
  }

  static List<Fixture> multiLabel() {
    return Fixture.cases("multi_label");
  }

  static List<Fixture> regression() {
    return Fixture.cases("regression");
  }

  static List<Fixture> retrieval() {
    return Fixture.cases("retrieval");
  }

  @ParameterizedTest
  @MethodSource("classification")
  void classifiers(Fixture fixture) {
    ClassPredictions predictions = predictions(fixture);
    assertEqual(predictions.values(), fixture.expected());
    double[] confusion =
        Arrays.stream(predictions.confusion())
            .flatMapToInt(Arrays::stream)
            .asDoubleStream()
            .toArray();
    assertThat(confusion).isEqualTo(fixture.numbers("confusion"));
    List<Fixture> classes = fixture.objects("classes");
    for (int label = 0; label < classes.size(); label++) {
      Counts counts = predictions.counts().get(label);
      assertEqual(counts.precision(), classes.get(label).optional("precision"));
      assertEqual(counts.recall(), classes.get(label).optional("recall"));
      assertEqual(counts.f1(), classes.get(label).optional("f1"));
      assertThat((double) counts.support()).isEqualTo(classes.get(label).number("support"));
    }
  }

  private static ClassPredictions predictions(Fixture fixture) {
    List<String> labels = fixture.texts("labels");
    ClassPredictions predictions =
        new ClassPredictions(labels, fixture.places("truth"), fixture.rows("probabilities"));
    if (!fixture.text("positive").isEmpty()) {
      predictions = predictions.withPositive(fixture.text("positive"));
    }
    double[] flat = fixture.numbers("costs");
    if (flat.length == 0) {
      return predictions;
    }
    double[][] costs = new double[labels.size()][labels.size()];
    for (int i = 0; i < flat.length; i++) {
      costs[i / labels.size()][i % labels.size()] = flat[i];
    }
    return predictions.withCosts(new CostTable(costs));
  }

  @ParameterizedTest
  @MethodSource("multiLabel")
  void labelSets(Fixture fixture) {
    double[][] numbers = fixture.rows("truth");
    boolean[][] truth = new boolean[numbers.length][numbers[0].length];
    for (int i = 0; i < truth.length; i++) {
      for (int label = 0; label < truth[i].length; label++) {
        truth[i][label] = numbers[i][label] == 1;
      }
    }
    LabelSetPredictions predictions =
        new LabelSetPredictions(fixture.texts("labels"), truth, fixture.rows("probabilities"));
    assertEqual(predictions.values(), fixture.expected());
  }

  @ParameterizedTest
  @MethodSource("regression")
  void numbers(Fixture fixture) {
    double[][] truth = column(fixture.numbers("truth"));
    double[][] predicted = column(fixture.numbers("predicted"));
    NumberPredictions predictions =
        new NumberPredictions(List.of("price"), truth, predicted)
            .withQuantile(fixture.number("quantile"));
    assertEqual(predictions.values(), fixture.expected());
  }

  private static double[][] column(double[] values) {
    return Arrays.stream(values).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
  }

  @ParameterizedTest
  @MethodSource("retrieval")
  void retrieval(Fixture fixture) {
    double[][] similarities = fixture.rows("similarities");
    List<Fixture> relevant = fixture.objects("relevant");
    List<Fixture> expected = fixture.objects("expected");
    for (int query = 0; query < similarities.length; query++) {
      RankedDocuments ranked =
          new RankedDocuments(similarities[query], relevant.get(query).places("documents"));
      Fixture row = expected.get(query);
      for (int k : List.of(1, 3, 10)) {
        assertThat(ranked.ndcgAt(k)).isCloseTo(row.number("ndcg_" + k), TOLERANCE);
      }
      for (int k : List.of(1, 3, 5)) {
        assertThat(ranked.recallAt(k)).isCloseTo(row.number("recall_" + k), TOLERANCE);
      }
      assertThat(ranked.reciprocalRank()).isCloseTo(row.number("reciprocal_rank"), TOLERANCE);
    }
  }

  private static void assertEqual(Map<String, Double> found, Map<String, Double> expected) {
    assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach(
        (name, value) -> assertThat(found.get(name)).as(name).isCloseTo(value, TOLERANCE));
  }

  private static void assertEqual(OptionalDouble found, Optional<Double> expected) {
    assertThat(found.isPresent()).isEqualTo(expected.isPresent());
    expected.ifPresent(value -> assertThat(found.getAsDouble()).isCloseTo(value, TOLERANCE));
  }
}
