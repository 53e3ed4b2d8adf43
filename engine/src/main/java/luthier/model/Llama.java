package luthier.model;

import luthier.weights.ConfigSection;

/// Llama 2 and 3, SmolLM and their kin (`model_type: llama`; transformers, models/llama).
final class Llama {

  private Llama() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(2048, 0, 0));
    boolean attentionBias = config.bool("attention_bias", false);
    config.only("pretraining_tp", 1);
    config.only("rope_interleaved", false);
    config.irrelevant("is_llama_config", "transformers.js_config");
    return new DecoderPlan(config, read.sizes())
        .attentionBias(attentionBias, attentionBias)
        .feedForwardBias(config.bool("mlp_bias", false))
        .shape();
  }
}
