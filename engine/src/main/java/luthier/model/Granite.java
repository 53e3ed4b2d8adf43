package luthier.model;

import luthier.weights.ConfigSection;

/// Granite 3 (`model_type: granite`; transformers, models/granite): Llama with four multipliers.
final class Granite {

  private Granite() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(2048, 0, 0));
    boolean attentionBias = config.bool("attention_bias", false);
    return new DecoderPlan(config, read.sizes())
        .attentionBias(attentionBias, attentionBias)
        .feedForwardBias(config.bool("mlp_bias", false))
        .attentionScale(config.positive("attention_multiplier", 1))
        .scales(
            config.positive("embedding_multiplier", 1),
            config.positive("residual_multiplier", 1),
            1 / config.positive("logits_scaling", 1))
        .shape();
  }
}
