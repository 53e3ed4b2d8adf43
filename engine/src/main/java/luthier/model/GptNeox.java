package luthier.model;

import java.util.List;
import luthier.weights.ConfigSection;

/// GPT-NeoX and Pythia (`model_type: gpt_neox`; transformers, models/gpt_neox): both branches side
/// by side, layer norms, biases, query, key and value of each head in one tensor, and a rope over a
/// share of each head.
final class GptNeox {

  private GptNeox() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(2048, 0, 0));
    DecoderShape.Sizes sizes = read.sizes();
    RopeConfig.Rotary rotary =
        RopeConfig.readPartial(
            config,
            sizes.headSize(),
            sizes.maxPositions(),
            named(config, "rotary_emb_base", "rope_theta", 10_000),
            named(config, "rotary_pct", "partial_rotary_factor", 0.25));
    boolean attentionBias = config.bool("attention_bias", true);
    config.only("hidden_dropout", 0);
    config.irrelevant("classifier_dropout");
    return new DecoderPlan(config, sizes)
        .names(
            new DecoderPlan.Names(
                "gpt_neox.embed_in.weight",
                "gpt_neox.layers.",
                "gpt_neox.final_layer_norm",
                "embed_out.weight"))
        .norm(NormShape.Kind.LAYER, "layer_norm_eps", 1e-5)
        .parallel(config.bool("use_parallel_residual", true))
        .attention(
            new DecoderPlan.AttentionNames("attention", List.of("query_key_value"), true, "dense"))
        .attentionBias(attentionBias, attentionBias)
        .rope(rotary)
        .feedForward(
            new DecoderPlan.FeedForwardNames("mlp", List.of("dense_h_to_4h"), "dense_4h_to_h"),
            false)
        .feedForwardBias(true)
        .activation(DecoderConfig.activation(config, "hidden_act", "gelu"))
        .shape();
  }

  /// A number that has a name of its own here and another elsewhere: some files hold both.
  private static double named(ConfigSection config, String own, String other, double absent) {
    double value = config.positive(own, absent);
    if (config.has(own) && config.has(other) && config.positive(other, absent) != value) {
      config.problem(own, "found " + value + " beside another " + other);
    }
    return value;
  }
}
