package luthier.model;

import luthier.weights.ConfigSection;

/// Qwen 3, dense (`model_type: qwen3`; transformers, models/qwen3): Qwen 2 with a norm over each
/// query and key head, and biases only where `attention_bias` says so.
final class Qwen3 {

  static final DecoderPlan.HeadNorms HEAD_NORMS =
      new DecoderPlan.HeadNorms("q_norm", "k_norm", false);

  private Qwen3() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(32768, 32, 128));
    boolean attentionBias = config.bool("attention_bias", false);
    return new DecoderPlan(config, read.sizes())
        .attentionBias(attentionBias, attentionBias)
        .headNorms(HEAD_NORMS)
        .windows(read.windowsByLayerType())
        .shape();
  }
}
