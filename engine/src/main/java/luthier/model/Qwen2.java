package luthier.model;

import luthier.weights.ConfigSection;

/// Qwen 2 and 2.5 (`model_type: qwen2`; transformers, models/qwen2): Llama with biases on queries,
/// keys and values, and a window in the layers that `layer_types` names.
final class Qwen2 {

  private Qwen2() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(32768, 32, 0));
    return new DecoderPlan(config, read.sizes())
        .attentionBias(true, false)
        .windows(read.windowsByLayerType())
        .shape();
  }
}
