package luthier.export;

import java.util.Arrays;
import java.util.List;
import luthier.evaluation.Scoring;
import luthier.kernel.Kernels;
import luthier.model.TokenModel;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;

/// Logits of a model on a few sequences, kept as plain numbers so that the model may be closed
/// before another is loaded.
///
/// @param logits of each sequence, [tokens, vocabulary] in row-major order
/// @param vocabulary entries of a row
public record Comparison(List<float[]> logits, int vocabulary) {

  // 32 MB of logits a sequence
  private static final int MOST_LOGITS = 8_000_000;
  private static final int FEWEST_TOKENS = 16;
  private static final int MOST_TOKENS = 512;

  /// Computes the logits of each sequence, or of its beginning where they would be too many to
  /// keep.
  public static Comparison of(TokenModel model, Kernels kernels, List<int[]> sequences) {
    Scoring scoring = new Scoring(model, kernels);
    int vocabulary = Math.toIntExact(model.vocabulary());
    int tokens = Math.clamp(MOST_LOGITS / vocabulary, FEWEST_TOKENS, MOST_TOKENS);
    return new Comparison(
        sequences.stream()
            .map(ids -> {
              try (PointerScope _ = new PointerScope()) {
                return Native.toFloats(
                    scoring.logits(Arrays.copyOf(ids, Math.min(ids.length, tokens))));
              }
            })
            .toList(),
        vocabulary);
  }

  /// The largest difference of a logit.
  public double largestDifference(Comparison other) {
    double worst = 0;
    for (int i = 0; i < logits.size(); i++) {
      float[] a = logits.get(i);
      float[] b = other.logits.get(i);
      if (a.length != b.length) {
        throw new IllegalArgumentException(a.length + " logits against " + b.length);
      }
      for (int j = 0; j < a.length; j++) {
        double difference = Math.abs((double) a[j] - b[j]);
        worst = Double.isNaN(difference) ? Double.NaN : Math.max(worst, difference);
      }
    }
    return worst;
  }

  /// The mean Kullback-Leibler divergence of the other's distribution of the next token from this
  /// one's, sum of `p ln(p / q)`, in nats per token.
  public double meanDivergence(Comparison other) {
    double total = 0;
    long tokens = 0;
    for (int i = 0; i < logits.size(); i++) {
      float[] mine = logits.get(i);
      for (int row = 0; row < mine.length; row += vocabulary) {
        total += divergence(mine, other.logits.get(i), row);
        tokens++;
      }
    }
    return total / tokens;
  }

  private double divergence(float[] mine, float[] others, int row) {
    double logP = logOfSum(mine, row);
    double logQ = logOfSum(others, row);
    double sum = 0;
    for (int j = row; j < row + vocabulary; j++) {
      double p = mine[j] - logP;
      sum += Math.exp(p) * (p - (others[j] - logQ));
    }
    return sum;
  }

  private double logOfSum(float[] values, int row) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = row; j < row + vocabulary; j++) {
      largest = Math.max(largest, values[j]);
    }
    double sum = 0;
    for (int j = row; j < row + vocabulary; j++) {
      sum += Math.exp(values[j] - largest);
    }
    return largest + Math.log(sum);
  }
}
