package luthier.run;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import luthier.evaluation.Embeddings;
import luthier.metric.Predictions;
import luthier.recipe.BestBy;
import luthier.recipe.Task;
import luthier.tokenizer.TokenizedExample;

/// Labels texts by the most similar examples of the training set, as a model sees them that was not
/// tuned: what can be had without training. Each of the k nearest by the cosine of the embeddings
/// has a vote of the size of its similarity; numbers are their mean.
///
/// @param predictions of what is said
/// @param metric by which k is chosen
record Neighbours(Embeddings embeddings, LabelPredictions predictions, String metric) {

  private static final int MOST_TRAIN = 2000;
  private static final List<Integer> COUNTS = List.of(1, 5, 15);
  private static final double SMALLEST_VOTE = 1e-6;

  /// @param k how many neighbours were asked
  record Found(int k, Predictions predictions) {}

  /// @param choosing to choose k by; with none it is 1
  /// @param held to be predicted
  Found of(
      List<TokenizedExample> train, List<TokenizedExample> choosing, List<TokenizedExample> held) {
    List<TokenizedExample> some = some(train);
    List<float[]> points = embeddings.of(some);
    int best = COUNTS.getFirst();
    if (!choosing.isEmpty()) {
      List<float[]> asked = embeddings.of(choosing);
      best =
          COUNTS.stream()
              .max(
                  Comparator.comparingDouble(
                      k -> value(predictions.of(choosing, said(some, points, asked, k)))))
              .orElse(best);
    }
    return new Found(best, predictions.of(held, said(some, points, embeddings.of(held), best)));
  }

  /// All, or evenly chosen ones.
  private static List<TokenizedExample> some(List<TokenizedExample> train) {
    int size = Math.min(MOST_TRAIN, train.size());
    return IntStream.range(0, size)
        .mapToObj(i -> train.get((int) ((long) i * train.size() / size)))
        .toList();
  }

  private double value(Predictions said) {
    Double value = said.values().get(metric);
    if (value == null) {
      return Double.NEGATIVE_INFINITY;
    }
    return new BestBy(metric).lessIsBetter() ? -value : value;
  }

  private double[][] said(
      List<TokenizedExample> train, List<float[]> points, List<float[]> asked, int k) {
    return asked.stream().map(point -> said(train, points, point, k)).toArray(double[][]::new);
  }

  private double[] said(List<TokenizedExample> train, List<float[]> points, float[] asked, int k) {
    double[] similar = points.stream().mapToDouble(point -> product(point, asked)).toArray();
    int[] nearest =
        IntStream.range(0, similar.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -similar[i]))
            .limit(k)
            .mapToInt(i -> i)
            .toArray();
    Task task = predictions.labelling().task();
    double[] sums = new double[predictions.labelling().names().size()];
    double all = 0;
    for (int i : nearest) {
      double vote = task == Task.REGRESSION ? 1 : Math.max(SMALLEST_VOTE, similar[i]);
      double[] targets = train.get(i).targets();
      if (task == Task.CLASSIFICATION) {
        sums[(int) targets[0]] += vote;
      } else {
        for (int label = 0; label < sums.length; label++) {
          sums[label] += vote * targets[label];
        }
      }
      all += vote;
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= all;
    }
    return sums;
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
