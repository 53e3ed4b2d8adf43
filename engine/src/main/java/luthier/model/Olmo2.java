package luthier.model;

import luthier.weights.ConfigSection;

/// OLMo 2 (`model_type: olmo2`; transformers, models/olmo2): Llama with norms after the branches
/// instead of before, and norms over all queries and all keys of a token.
final class Olmo2 {

  private Olmo2() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(2048, 0, 0));
    boolean attentionBias = config.bool("attention_bias", false);
    return new DecoderPlan(config, read.sizes())
        .norm(NormShape.Kind.RMS, "rms_norm_eps", 1e-5)
        .norms(
            new DecoderPlan.NormPlaces(
                null, "post_attention_layernorm", null, "post_feedforward_layernorm"))
        .headNorms(new DecoderPlan.HeadNorms("q_norm", "k_norm", true))
        .attentionBias(attentionBias, attentionBias)
        .shape();
  }
}
