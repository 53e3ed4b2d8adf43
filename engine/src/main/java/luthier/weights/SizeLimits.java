package luthier.weights;

import java.util.Map;

/// The largest sizes that a configuration may ask for: far above every model there is, far below
/// what would overflow or exhaust memory before anybody notices.
final class SizeLimits {

  private static final int MANY = 1 << 24;

  private static final Map<String, Integer> MOST =
      Map.ofEntries(
          Map.entry("vocab_size", MANY),
          Map.entry("hidden_size", 1 << 18),
          Map.entry("intermediate_size", 1 << 21),
          Map.entry("head_dim", 1 << 14),
          Map.entry("num_hidden_layers", 1 << 12),
          Map.entry("num_attention_heads", 1 << 14),
          Map.entry("num_key_value_heads", 1 << 14),
          Map.entry("num_labels", 1 << 20),
          Map.entry("max_position_embeddings", 1 << 30),
          Map.entry("original_max_position_embeddings", 1 << 30),
          Map.entry("moe_intermediate_size", 1 << 21),
          Map.entry("shared_expert_intermediate_size", 1 << 21),
          Map.entry("num_experts", 1 << 10),
          Map.entry("num_local_experts", 1 << 10),
          Map.entry("num_experts_per_tok", 1 << 10),
          Map.entry("n_embd", 1 << 18),
          Map.entry("n_inner", 1 << 21),
          Map.entry("n_layer", 1 << 12),
          Map.entry("n_head", 1 << 14),
          Map.entry("n_positions", 1 << 24),
          Map.entry("sliding_window", 1 << 30));

  private SizeLimits() {}

  /// The most that `key` may be; keys that are not listed may be any `int`.
  static int most(String key) {
    return MOST.getOrDefault(key, Integer.MAX_VALUE);
  }
}
