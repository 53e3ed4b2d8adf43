package luthier.model;

import luthier.weights.ConfigSection;

/// Mistral (`model_type: mistral`; transformers, models/mistral): Llama without biases, with a
/// window over the keys in every layer unless `sliding_window` is null.
final class Mistral {

  private Mistral() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(4096 * 32, 8, 0));
    return new DecoderPlan(config, read.sizes()).windows(read.windowOfAll(4096)).shape();
  }
}
