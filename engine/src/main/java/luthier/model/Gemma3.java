package luthier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.weights.ConfigSection;

/// Gemma 3 without images (`model_type: gemma3_text`; transformers, models/gemma3): Gemma 2 with a
/// norm over each query and key head, five layers with a window for each without, and a rope of
/// their own for those.
final class Gemma3 {

  private Gemma3() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(131072, 4, 256));
    int window = read.window().orElse(Integer.MAX_VALUE);
    int stored = config.integer("_sliding_window_pattern", 6);
    int interval = config.integer("sliding_window_pattern", stored);
    config.irrelevant("cache_implementation", "hidden_act"); // hidden_activation counts
    boolean[] sliding = read.slidingLayers(read.allButEach(interval));
    RopeConfig.ByLayerType ropes =
        RopeConfig.readByLayerType(
            config, read.sizes().headSize(), read.sizes().maxPositions(), 1_000_000, 10_000);
    List<Optional<Rope>> ropeOfLayer = new ArrayList<>();
    for (boolean slides : sliding) {
      ropeOfLayer.add(Optional.of(slides ? ropes.sliding() : ropes.full()));
    }
    return Gemma.plan(config, read)
        .norms(Gemma2.NORMS)
        .headNorms(Qwen3.HEAD_NORMS)
        .ropes(ropeOfLayer)
        .windows(read.windows(sliding, window))
        .attentionScale(1 / Math.sqrt(config.positive("query_pre_attn_scalar", 256)))
        .caps(
            DecoderConfig.cap(config, "attn_logit_softcapping", 0),
            DecoderConfig.cap(config, "final_logit_softcapping", 0))
        .activation(DecoderConfig.activation(config, "hidden_activation", "gelu_pytorch_tanh"))
        .shape();
  }
}
