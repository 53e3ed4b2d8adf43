package luthier.model;

import java.util.List;
import luthier.weights.ConfigSection;

/// Phi 3 and Phi 4 mini (`model_type: phi3`; transformers, models/phi3): Llama with query, key and
/// value, and gate and up, stored as one tensor each, a window, and a long rope.
final class Phi3 {

  private Phi3() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(4096, 0, 0));
    DecoderShape.Sizes sizes = read.sizes();
    RopeConfig.Rotary rotary =
        RopeConfig.readPartial(config, sizes.headSize(), sizes.maxPositions(), 10_000, 1);
    if (!(rotary.rope() instanceof Rope.Default || rotary.rope() instanceof Rope.LongRope)) {
      config.unsupported("rope_scaling", "this architecture's ropes are default and longrope");
    }
    config.irrelevant("original_max_position_embeddings");
    config.only("embd_pdrop", 0);
    config.only("resid_pdrop", 0);
    config.only("attention_bias", false);
    config.only("mlp_bias", false);
    config.only("lm_head_bias", false);
    config.only("full_attn_mod", 1);
    config.only("interpolate_factor", 1);
    return new DecoderPlan(config, sizes)
        .norm(NormShape.Kind.RMS, "rms_norm_eps", 1e-5)
        .rope(rotary)
        .windows(read.windowOfAll(Integer.MAX_VALUE))
        .attention(
            new DecoderPlan.AttentionNames("self_attn", List.of("qkv_proj"), false, "o_proj"))
        .feedForward(
            new DecoderPlan.FeedForwardNames("mlp", List.of("gate_up_proj"), "down_proj"), true)
        .shape();
  }
}
