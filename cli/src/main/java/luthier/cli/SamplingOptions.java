package luthier.cli;

import luthier.generation.Sampling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How an answer is drawn; the most probable token each time unless a temperature is given.
final class SamplingOptions {

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0",
      description =
          "0, the default, takes the most probable token; higher is more varied. The sampling"
              + " settings of generation_config.json are not followed.")
  private double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "With a temperature: draw from the K most probable tokens only.")
  private @Nullable Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description =
          "With a temperature: draw from the fewest tokens that together have probability P.")
  private double topP;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "With a temperature: the same seed draws the same answer.")
  private long seed;

  /// @param turn number of the answer, so that equal questions are not always answered alike
  Sampling of(long turn) {
    if (temperature == 0) {
      return new Sampling.Greedy();
    }
    int kept = topK == null ? Sampling.Random.ALL : topK;
    return new Sampling.Random(temperature, kept, topP, seed + turn);
  }
}
