package luthier.export;

import java.util.List;
import luthier.evaluation.Scoring;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;

/// Logits of a model on a few sequences, kept as plain numbers so that the model may be closed
/// before another is loaded.
public record Comparison(List<float[]> logits) {

  /// Computes the logits of each sequence.
  public static Comparison of(LanguageModel model, Kernels kernels, List<int[]> sequences) {
    Scoring scoring = new Scoring(model, kernels);
    return new Comparison(
        sequences.stream()
            .map(ids -> {
              try (PointerScope _ = new PointerScope()) {
                return Native.toFloats(scoring.logits(ids));
              }
            })
            .toList());
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
}
