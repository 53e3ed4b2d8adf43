package luthier.model;

import java.util.OptionalInt;
import luthier.weights.ConfigSection;

/// Mistral (`model_type: mistral`; transformers, models/mistral): Llama without biases, with a
/// window over the keys in every layer where `sliding_window` is given.
final class Mistral {

  private Mistral() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, 4096 * 32);
    OptionalInt window = config.optionalInteger("sliding_window");
    return read.shape(
        new DecoderConfig.Options(
            false, false, false, false, read.sameWindow(window.orElse(Integer.MAX_VALUE))));
  }
}
