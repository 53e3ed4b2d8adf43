package luthier.metric;

import java.util.ArrayList;
import java.util.List;

/// Whether a probability of 0.8 comes true in 80 of 100 cases: examples sorted into [#BINS] bins of
/// equal width by the probability of what was predicted (Guo et al., arXiv 1706.04599, section 2; a
/// bin holds its upper bound, the first also 0).
final class Calibration {

  static final int BINS = 15;

  private final int[] bins;
  private final double[] confidences;
  private final boolean[] right;

  /// @param confidences probability of what was predicted, one per example
  /// @param right whether it is true
  Calibration(double[] confidences, boolean[] right) {
    this.confidences = confidences.clone();
    this.right = right.clone();
    bins = new int[confidences.length];
    for (int i = 0; i < bins.length; i++) {
      bins[i] = bin(confidences[i]);
    }
  }

  private static int bin(double confidence) {
    int bin = Math.max(0, (int) Math.ceil(confidence * BINS) - 1);
    // the product is rounded: compare with the bounds themselves
    if (confidence > (bin + 1.0) / BINS) {
      return bin + 1;
    }
    return bin > 0 && confidence <= (double) bin / BINS ? bin - 1 : bin;
  }

  /// Expected calibration error: the mean over examples of `|share right - mean confidence|` of
  /// their bins (Guo et al., equation 3).
  double error(int[] times) {
    double[] gaps = new double[BINS];
    long all = 0;
    for (int i = 0; i < bins.length; i++) {
      gaps[bins[i]] += times[i] * ((right[i] ? 1 : 0) - confidences[i]);
      all += times[i];
    }
    double sum = 0;
    for (double gap : gaps) {
      sum += Math.abs(gap);
    }
    return sum / all;
  }

  /// The bins that hold examples.
  List<CalibrationBin> filled() {
    int[] count = new int[BINS];
    int[] hits = new int[BINS];
    double[] sum = new double[BINS];
    for (int i = 0; i < bins.length; i++) {
      count[bins[i]]++;
      hits[bins[i]] += right[i] ? 1 : 0;
      sum[bins[i]] += confidences[i];
    }
    List<CalibrationBin> filled = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      if (count[bin] > 0) {
        filled.add(
            new CalibrationBin(
                (double) bin / BINS,
                (bin + 1.0) / BINS,
                sum[bin] / count[bin],
                (double) hits[bin] / count[bin],
                count[bin]));
      }
    }
    return filled;
  }
}
