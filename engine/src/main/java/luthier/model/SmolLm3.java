package luthier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.weights.ConfigSection;

/// SmolLM 3 (`model_type: smollm3`; transformers, models/smollm3): Llama whose every fourth layer
/// has no positions (Yang et al. 2025, arXiv:2501.18795).
final class SmolLm3 {

  private SmolLm3() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(32768, 4, 0));
    DecoderShape.Sizes sizes = read.sizes();
    Rope rope = RopeConfig.read(config, sizes.headSize(), sizes.maxPositions(), 2_000_000);
    boolean[] turning = turning(config, read);
    List<Optional<Rope>> ropes = new ArrayList<>();
    boolean[] withWindow = new boolean[turning.length];
    boolean windows = config.bool("use_sliding_window", false) && config.has("sliding_window");
    for (int i = 0; i < turning.length; i++) {
      ropes.add(turning[i] ? Optional.of(rope) : Optional.empty());
      withWindow[i] = windows && !turning[i];
    }
    int window = config.integer("sliding_window", Integer.MAX_VALUE);
    config.irrelevant("max_window_layers", "pretraining_tp"); // of earlier releases
    boolean attentionBias = config.bool("attention_bias", false);
    return new DecoderPlan(config, sizes)
        .ropes(ropes)
        .windows(read.windows(read.slidingLayers(withWindow), window))
        .attentionBias(attentionBias, attentionBias)
        .feedForwardBias(config.bool("mlp_bias", false))
        .tiedIfAbsent()
        .shape();
  }

  /// `no_rope_layers` holds, against its name, a 1 for each layer that turns.
  private static boolean[] turning(ConfigSection config, DecoderConfig read) {
    List<Double> given = config.numbers("no_rope_layers");
    boolean[] turning = read.allButEach(config.integer("no_rope_layer_interval", 4));
    if (given.isEmpty()) {
      return turning;
    }
    if (given.size() != turning.length || !given.stream().allMatch(n -> n == 0 || n == 1)) {
      config.problem(
          "no_rope_layers", "found " + given + ", expected 0 or 1 for each layer of the model");
      return turning;
    }
    for (int i = 0; i < turning.length; i++) {
      turning[i] = given.get(i) == 1;
    }
    return turning;
  }
}
