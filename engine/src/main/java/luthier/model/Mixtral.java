package luthier.model;

import java.util.Optional;
import luthier.weights.ConfigSection;

/// Mixtral (`model_type: mixtral`; transformers, models/mixtral): Mistral with experts in every
/// layer.
final class Mixtral {

  private Mixtral() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(4096 * 32, 8, 0));
    int experts = config.integer("num_local_experts", 8);
    Mixture mixture =
        new Mixture(
            "block_sparse_moe",
            read.sizes().width(),
            config.integer("intermediate_size"),
            experts,
            Mixture.perToken(config, experts, 2),
            true,
            "w1",
            "w3",
            "w2");
    Mixture.noAuxiliaryLoss(config);
    config.only("router_jitter_noise", 0);
    config.only("hidden_act", "silu");
    return new DecoderPlan(config, read.sizes())
        .norm(NormShape.Kind.RMS, "rms_norm_eps", 1e-5)
        .ropeThetaIfAbsent(1_000_000)
        .windows(read.windowOfAll(Integer.MAX_VALUE))
        .mixing((_, layer, _) -> mixture.of(layer, Optional.empty()))
        .shape();
  }
}
