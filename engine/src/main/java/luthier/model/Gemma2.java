package luthier.model;

import luthier.weights.ConfigSection;

/// Gemma 2 (`model_type: gemma2`; transformers, models/gemma2): Gemma with norms before and after
/// each branch, caps on attention's products and on the logits, and a window in every other layer.
final class Gemma2 {

  static final DecoderPlan.NormPlaces NORMS =
      new DecoderPlan.NormPlaces(
          "input_layernorm",
          "post_attention_layernorm",
          "pre_feedforward_layernorm",
          "post_feedforward_layernorm");

  private Gemma2() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(8192, 4, 256));
    int window = read.window().orElse(Integer.MAX_VALUE);
    config.irrelevant("cache_implementation", "hidden_act"); // hidden_activation counts
    return Gemma.plan(config, read)
        .norms(NORMS)
        .windows(read.windows(read.slidingLayers(read.allButEach(2)), window))
        .attentionScale(1 / Math.sqrt(config.positive("query_pre_attn_scalar", 256)))
        .caps(
            DecoderConfig.cap(config, "attn_logit_softcapping", 50),
            DecoderConfig.cap(config, "final_logit_softcapping", 30))
        .activation(DecoderConfig.activation(config, "hidden_activation", "gelu_pytorch_tanh"))
        .shape();
  }
}
