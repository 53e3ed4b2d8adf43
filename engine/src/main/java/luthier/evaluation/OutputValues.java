package luthier.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import luthier.example.Target;
import luthier.tokenizer.InputEncoding;

/// From outputs to what they say.
public final class OutputValues {

  private OutputValues() {}

  /// Probabilities of classes.
  public static double[] softmax(float[] outputs) {
    double most = Double.NEGATIVE_INFINITY;
    for (float output : outputs) {
      most = Math.max(most, output);
    }
    double sum = 0;
    double[] all = new double[outputs.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Math.exp(outputs[i] - most);
      sum += all[i];
    }
    for (int i = 0; i < all.length; i++) {
      all[i] /= sum;
    }
    return all;
  }

  /// Probabilities of labels that do not exclude each other.
  public static double[] sigmoid(float[] outputs) {
    return IntStream.range(0, outputs.length)
        .mapToDouble(i -> 1 / (1 + Math.exp(-outputs[i])))
        .toArray();
  }

  /// Numbers in their own units.
  public static double[] numbers(float[] outputs, List<Double> mean, List<Double> deviation) {
    return IntStream.range(0, outputs.length)
        .mapToDouble(i -> outputs[i] * deviation.get(i) + mean.get(i))
        .toArray();
  }

  /// The place of the largest.
  public static int largest(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  /// A labelled passage that a model found.
  ///
  /// @param score mean probability of its tokens' tags
  public record Found(Target.Span span, double score) {}

  /// The passages that the tags of tokens make: one begins with B, with I behind something else,
  /// and where the label changes (the lenient reading of CoNLL's tags).
  ///
  /// @param outputs of each token
  /// @param encoding where the tokens are in the text
  /// @param labels behind the tags O, B- and I- of each
  public static List<Found> passages(
      float[][] outputs, InputEncoding encoding, String text, List<String> labels) {
    List<Found> all = new ArrayList<>();
    int open = -1; // label of the passage that is being read
    int from = 0;
    int to = 0;
    double sum = 0;
    int tokens = 0;
    for (int t = 0; t < outputs.length; t++) {
      if (encoding.source()[t] != 0) {
        continue;
      }
      double[] probabilities = softmax(outputs[t]);
      int tag = largest(probabilities);
      int label = tag == 0 ? -1 : (tag - 1) / 2;
      boolean begins = tag % 2 == 1;
      if (open >= 0 && (label != open || begins)) {
        all.add(found(text, from, to, labels.get(open), sum / tokens));
        open = -1;
      }
      if (label >= 0) {
        if (open < 0) {
          from = encoding.start()[t];
          sum = 0;
          tokens = 0;
        }
        open = label;
        to = encoding.end()[t];
        sum += probabilities[tag];
        tokens++;
      }
    }
    if (open >= 0) {
      all.add(found(text, from, to, labels.get(open), sum / tokens));
    }
    return all;
  }

  /// Places in UTF-16 units become those in code points; blanks at the ends go.
  private static Found found(String text, int from, int to, String label, double score) {
    int start = from;
    int end = to;
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    int first = text.codePointCount(0, start);
    return new Found(new Target.Span(first, first + text.codePointCount(start, end), label), score);
  }
}
