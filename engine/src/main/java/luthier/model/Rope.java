package luthier.model;

import java.util.List;

/// Rotary position embedding: how fast each pair of a head's elements turns with the position, and
/// by what its cosine and sine are multiplied.
///
/// Pair `i` of a head turns by `position * inverseFrequencies[i]` radians. The numbers follow
/// transformers' `modeling_rope_utils` and, like it, are rounded to float32 after every operation:
/// a difference in the eighth digit is a visible angle at position 100,000.
public sealed interface Rope {

  /// The wavelength base, usually 10,000 or more.
  double theta();

  /// The angles per position of the `rotarySize / 2` pairs, fastest first.
  ///
  /// @param rotarySize how many elements of a head turn: an even number, usually the head size
  /// @param sequenceLength tokens of the example; matters only where [#dependsOnLength]
  double[] inverseFrequencies(int rotarySize, long sequenceLength);

  /// What cosine and sine are multiplied by.
  default double attentionScaling() {
    return 1;
  }

  /// Whether an example of this length turns differently from a short one.
  default boolean dependsOnLength(long sequenceLength) {
    return false;
  }

  /// The longest sequence it was made for.
  ///
  /// @param maxPositions `max_position_embeddings`
  default int reach(int maxPositions) {
    return maxPositions;
  }

  /// As in the paper (Su et al. 2021, arXiv 2104.09864).
  record Default(double theta) implements Rope {

    public Default {
      require(theta > 0, "theta", theta);
    }

    @Override
    public double[] inverseFrequencies(int rotarySize, long sequenceLength) {
      return plain(theta, rotarySize);
    }
  }

  /// Positions are divided by `factor`.
  record Linear(double theta, double factor) implements Rope {

    public Linear {
      require(theta > 0, "theta", theta);
      require(factor > 0, "factor", factor);
    }

    @Override
    public double[] inverseFrequencies(int rotarySize, long sequenceLength) {
      double[] frequencies = plain(theta, rotarySize);
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] = (float) frequencies[i] / (float) factor;
      }
      return frequencies;
    }
  }

  /// The base grows with examples longer than the model was trained for ("NTK-aware" scaling).
  ///
  /// @param factor how far the context is stretched
  /// @param maxPositions the length up to which nothing changes
  record Dynamic(double theta, double factor, int maxPositions) implements Rope {

    public Dynamic {
      require(theta > 0, "theta", theta);
      require(factor >= 1, "factor", factor);
      require(maxPositions >= 1, "positions", maxPositions);
    }

    @Override
    public double[] inverseFrequencies(int rotarySize, long sequenceLength) {
      if (!dependsOnLength(sequenceLength)) {
        return plain(theta, rotarySize);
      }
      float stretch = (float) factor * sequenceLength / maxPositions - (float) (factor - 1);
      double exponent = rotarySize / (rotarySize - 2.0);
      return plain((float) theta * (float) Math.pow(stretch, (float) exponent), rotarySize);
    }

    @Override
    public boolean dependsOnLength(long sequenceLength) {
      return sequenceLength > maxPositions;
    }

    /// The only rope whose configuration names the length before it is stretched.
    @Override
    public int reach(int unstretched) {
      return (int) Math.min(Integer.MAX_VALUE, unstretched * factor);
    }
  }

  /// Llama 3.1: slow pairs are slowed further, fast ones are left alone, those between are blended.
  ///
  /// @param factor by how much slow pairs are slowed
  /// @param lowFrequencyFactor pairs that turn less often than this within the original length are
  ///   slow
  /// @param highFrequencyFactor pairs that turn more often than this are fast
  /// @param originalPositions the length of pre-training
  record Llama3(
      double theta,
      double factor,
      double lowFrequencyFactor,
      double highFrequencyFactor,
      int originalPositions)
      implements Rope {

    public Llama3 {
      require(theta > 0, "theta", theta);
      require(factor > 0, "factor", factor);
      require(lowFrequencyFactor > 0, "low frequency factor", lowFrequencyFactor);
      require(
          highFrequencyFactor > lowFrequencyFactor, "high frequency factor", highFrequencyFactor);
      require(originalPositions >= 1, "positions", originalPositions);
    }

    @Override
    public double[] inverseFrequencies(int rotarySize, long sequenceLength) {
      double[] frequencies = plain(theta, rotarySize);
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] = slowed((float) frequencies[i]);
      }
      return frequencies;
    }

    private float slowed(float frequency) {
      float wavelength = (float) (2 * Math.PI) / frequency;
      if (wavelength > (float) (originalPositions / lowFrequencyFactor)) {
        return frequency / (float) factor;
      }
      if (wavelength < (float) (originalPositions / highFrequencyFactor)) {
        return frequency;
      }
      float blend =
          (originalPositions / wavelength - (float) lowFrequencyFactor)
              / (float) (highFrequencyFactor - lowFrequencyFactor);
      return (1 - blend) * frequency / (float) factor + blend * frequency;
    }
  }

  /// YaRN (Peng et al. 2023, arXiv 2309.00071): pairs that turn often keep their speed, slow ones
  /// are divided by `factor`, with a linear ramp between, and attention is sharpened.
  ///
  /// @param factor how far the context is stretched
  /// @param originalPositions the length of pre-training
  /// @param attentionScaling see [Rope#attentionScaling]
  /// @param betaFast turns within the original length from which on a pair keeps its speed
  /// @param betaSlow turns below which a pair is slowed fully
  /// @param truncate whether the ends of the ramp are moved outwards to whole pairs
  record Yarn(
      double theta,
      double factor,
      int originalPositions,
      double attentionScaling,
      double betaFast,
      double betaSlow,
      boolean truncate)
      implements Rope {

    public Yarn {
      require(theta > 0, "theta", theta);
      require(theta > 1, "theta", theta);
      require(factor > 0, "factor", factor);
      require(originalPositions >= 1, "positions", originalPositions);
      require(attentionScaling > 0, "attention factor", attentionScaling);
      require(betaFast > 0, "beta_fast", betaFast);
      require(betaSlow > 0, "beta_slow", betaSlow);
    }

    /// The attention factor where a configuration names none.
    ///
    /// @param mscale 0 where it is not given
    /// @param mscaleAllDimensions 0 where it is not given
    static double defaultAttentionScaling(
        double factor, double mscale, double mscaleAllDimensions) {
      if (mscale != 0 && mscaleAllDimensions != 0) {
        return magnitude(factor, mscale) / magnitude(factor, mscaleAllDimensions);
      }
      return magnitude(factor, 1);
    }

    private static double magnitude(double factor, double mscale) {
      return factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1;
    }

    @Override
    public double[] inverseFrequencies(int rotarySize, long sequenceLength) {
      double first = pairTurning(betaFast, rotarySize);
      double last = pairTurning(betaSlow, rotarySize);
      first = Math.max(truncate ? Math.floor(first) : first, 0);
      last = Math.min(truncate ? Math.ceil(last) : last, rotarySize - 1);
      if (first == last) {
        last += 0.001;
      }
      float[] wavelengths = wavelengths(theta, rotarySize);
      double[] frequencies = new double[wavelengths.length];
      for (int i = 0; i < frequencies.length; i++) {
        float ramp = (i - (float) first) / (float) (last - first);
        float kept = 1 - Math.clamp(ramp, 0f, 1f);
        float slow = 1 / ((float) factor * wavelengths[i]);
        float fast = 1 / wavelengths[i];
        frequencies[i] = slow * (1 - kept) + fast * kept;
      }
      return frequencies;
    }

    /// The pair (fractional) that turns `turns` times within the original length.
    private double pairTurning(double turns, int rotarySize) {
      return rotarySize
          * Math.log(originalPositions / (turns * 2 * Math.PI))
          / (2 * Math.log(theta));
    }
  }

  /// LongRoPE (Ding et al. 2024, arXiv 2402.13753): each pair is slowed by a factor of its own,
  /// examples longer than those of pre-training by others than short ones.
  ///
  /// @param attentionScaling see [Rope#attentionScaling]
  /// @param originalPositions the length of pre-training
  record LongRope(
      double theta,
      List<Double> shortFactors,
      List<Double> longFactors,
      double attentionScaling,
      int originalPositions)
      implements Rope {

    public LongRope {
      require(theta > 0, "theta", theta);
      require(attentionScaling > 0, "attention factor", attentionScaling);
      require(originalPositions >= 1, "positions", originalPositions);
      shortFactors = List.copyOf(shortFactors);
      longFactors = List.copyOf(longFactors);
    }

    @Override
    public double[] inverseFrequencies(int rotarySize, long sequenceLength) {
      List<Double> factors = dependsOnLength(sequenceLength) ? longFactors : shortFactors;
      float[] wavelengths = wavelengths(theta, rotarySize);
      double[] frequencies = new double[wavelengths.length];
      for (int i = 0; i < frequencies.length; i++) {
        frequencies[i] = 1 / (factors.get(i).floatValue() * wavelengths[i]);
      }
      return frequencies;
    }

    @Override
    public boolean dependsOnLength(long sequenceLength) {
      return sequenceLength > originalPositions;
    }
  }

  private static double[] plain(double theta, int rotarySize) {
    float[] wavelengths = wavelengths(theta, rotarySize);
    double[] frequencies = new double[wavelengths.length];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = 1 / wavelengths[i];
    }
    return frequencies;
  }

  /// `theta ^ (2i / rotarySize)` in float32, over 2π the positions of one turn of pair `i`.
  private static float[] wavelengths(double theta, int rotarySize) {
    if (rotarySize < 2 || rotarySize % 2 != 0) {
      throw new IllegalArgumentException("rope: rotary size " + rotarySize);
    }
    float[] wavelengths = new float[rotarySize / 2];
    for (int i = 0; i < wavelengths.length; i++) {
      wavelengths[i] = (float) Math.pow((float) theta, (float) (2 * i) / rotarySize);
    }
    return wavelengths;
  }

  private static void require(boolean holds, String what, double found) {
    if (!holds || !Double.isFinite(found)) {
      throw new IllegalArgumentException("rope: " + what + " is " + found);
    }
  }
}
