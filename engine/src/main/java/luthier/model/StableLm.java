package luthier.model;

import luthier.weights.ConfigSection;

/// StableLM (`model_type: stablelm`; transformers, models/stablelm): Llama with layer norms, a rope
/// over a share of each head, and in some checkpoints both branches side by side.
final class StableLm {

  private StableLm() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(4096, 32, 0));
    DecoderShape.Sizes sizes = read.sizes();
    boolean parallel = config.bool("use_parallel_residual", false);
    config.only("qk_layernorm", false);
    config.only("hidden_dropout", 0);
    return new DecoderPlan(config, sizes)
        .norm(NormShape.Kind.LAYER, "layer_norm_eps", 1e-5)
        .norms(
            new DecoderPlan.NormPlaces(
                "input_layernorm", null, parallel ? null : "post_attention_layernorm", null))
        .parallel(parallel)
        .attentionBias(config.bool("use_qkv_bias", false), false)
        .rope(RopeConfig.readPartial(config, sizes.headSize(), sizes.maxPositions(), 10_000, 0.25))
        .shape();
  }
}
