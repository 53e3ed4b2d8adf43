package luthier.metric;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Loss per byte of text instead of per token, in bits: comparable between models with different
/// tokenizers. `Σ loss of all tokens (nats) / (ln 2 · Σ bytes of the text in UTF-8)`.
public final class BitsPerByte {

  private static final String NAME = "bits_per_byte";

  private BitsPerByte() {}

  /// Bits per byte of a text or of many.
  ///
  /// @param nats the loss summed over the tokens
  /// @param bytes above 0
  public static double of(double nats, long bytes) {
    Predictions.require(bytes > 0, "at least one byte", bytes);
    return nats / Math.log(2) / bytes;
  }

  /// The length of a text.
  public static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// `bits_per_byte` over documents, with its interval.
  ///
  /// @param nats of each document, summed over its tokens
  /// @param bytes of each document
  public static Score score(double[] nats, long[] bytes, long seed) {
    return Bootstrap.ratio(NAME, bits(nats), weights(bytes), seed);
  }

  /// How two models differ on the same documents.
  public static Difference difference(double[] before, double[] after, long[] bytes, long seed) {
    return Paired.ratio(NAME, bits(before), bits(after), weights(bytes), seed);
  }

  private static double[] bits(double[] nats) {
    return Arrays.stream(nats).map(nat -> nat / Math.log(2)).toArray();
  }

  private static double[] weights(long[] bytes) {
    return Arrays.stream(bytes).asDoubleStream().toArray();
  }
}
