package luthier.model;

import java.util.List;
import java.util.Optional;
import luthier.model.LinearShape.Projection;
import luthier.weights.ConfigSection;

/// The mixtures of Qwen 2 and 3 (`model_type: qwen2_moe` and `qwen3_moe`; transformers,
/// models/qwen2_moe and models/qwen3_moe): those decoders with experts in most layers; in Qwen 2
/// there is one more that every token goes through.
final class QwenMoe {

  private QwenMoe() {}

  static DecoderShape second(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(32768, 16, 0));
    Mixture mixture = mixture(config, read, 60, 4, 1408);
    int inner = config.integer("shared_expert_intermediate_size", 5632);
    return plan(config, read)
        .attentionBias(config.bool("qkv_bias", true), false)
        .mixing(
            mixing(
                config,
                layer ->
                    mixture.of(
                        layer,
                        Optional.of(
                            new FeedForwardShape.Shared(
                                mixture.expert(layer + "mlp.shared_expert.", inner),
                                LinearShape.of(
                                    read.sizes().width(),
                                    new Projection(layer + "mlp.shared_expert_gate", 1, false)))))))
        .shape();
  }

  static DecoderShape third(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(32768, 4, 0));
    Mixture mixture = mixture(config, read, 128, 8, 768);
    boolean attentionBias = config.bool("attention_bias", false);
    return plan(config, read)
        .attentionBias(attentionBias, attentionBias)
        .headNorms(Qwen3.HEAD_NORMS)
        .mixing(mixing(config, layer -> mixture.of(layer, Optional.empty())))
        .shape();
  }

  private static DecoderPlan plan(ConfigSection config, DecoderConfig read) {
    Mixture.noAuxiliaryLoss(config);
    config.only("hidden_act", "silu");
    config.only("use_sliding_window", false);
    config.irrelevant("sliding_window", "max_window_layers"); // of the windows that are not used
    for (boolean sliding : read.slidingLayers(new boolean[read.sizes().layers()])) {
      if (sliding) {
        config.unsupported("layer_types", "layers of type 'sliding_attention'");
      }
    }
    return new DecoderPlan(config, read.sizes());
  }

  private static Mixture mixture(
      ConfigSection config, DecoderConfig read, int experts, int perToken, int inner) {
    // transformers 5 writes the second name
    String key = config.has("num_experts") ? "num_experts" : "num_local_experts";
    int count = config.integer(key, experts);
    return new Mixture(
        "mlp",
        read.sizes().width(),
        config.integer("moe_intermediate_size", inner),
        count,
        Mixture.perToken(config, count, perToken),
        config.bool("norm_topk_prob", false),
        "gate_proj",
        "up_proj",
        "down_proj");
  }

  private interface Routed {
    FeedForwardShape in(String layer);
  }

  /// Experts in every `decoder_sparse_step`-th layer but those of `mlp_only_layers`.
  private static DecoderPlan.Mixing mixing(ConfigSection config, Routed routed) {
    int step = config.integer("decoder_sparse_step", 1);
    List<Double> dense = config.numbers("mlp_only_layers");
    return (layer, prefix, otherwise) ->
        (layer + 1) % step == 0 && !dense.contains((double) layer) ? routed.in(prefix) : otherwise;
  }
}
