package luthier.model;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import luthier.weights.ConfigSection;

/// The keys of `config.json` that every [Decoder] has. Everything wrong is noted in the section and
/// reported together by [ConfigSection#refuseUnread].
final class DecoderConfig {

  /// What one architecture does otherwise; see [DecoderShape].
  record Options(
      boolean queryKeyValueBias,
      boolean outputBias,
      boolean feedForwardBias,
      boolean headNorm,
      int[] windows) {}

  /// What a family takes where `config.json` names a key not at all; `null` there means that the
  /// number follows from the others, and so does 0 here.
  ///
  /// @param positions `max_position_embeddings`
  /// @param keyHeads `num_key_value_heads`, else as many as there are heads
  /// @param headSize `head_dim`, else the width shared among the heads
  record Absent(int positions, int keyHeads, int headSize) {}

  private final ConfigSection config;
  private final int layers;
  private final int width;
  private final int heads;
  private final int keyHeads;
  private final int headSize;
  private final int maxPositions;

  DecoderConfig(ConfigSection config, Absent absent) {
    this.config = config;
    layers = config.integer("num_hidden_layers");
    width = config.integer("hidden_size");
    heads = config.integer("num_attention_heads");
    keyHeads =
        config.integer(
            "num_key_value_heads", absent(config, "num_key_value_heads", absent.keyHeads, heads));
    config.requireMultiple("num_attention_heads", heads, "num_key_value_heads", keyHeads);
    int shared = Math.max(1, width / Math.max(1, heads));
    int absentSize = absent(config, "head_dim", absent.headSize, shared);
    if (!config.has("head_dim") && absentSize == shared) {
      config.requireMultiple("hidden_size", width, "num_attention_heads", heads);
    }
    headSize = config.integer("head_dim", absentSize);
    if (headSize % 2 != 0) {
      config.problem("head_dim", "found " + headSize + ", expected an even number");
    }
    maxPositions = config.integer("max_position_embeddings", absent.positions);
    config.only("hidden_act", "silu");
    config.only("attention_dropout", 0);
  }

  private static int absent(ConfigSection config, String key, int ofFamily, int ofOthers) {
    return config.names(key) || ofFamily == 0 ? ofOthers : ofFamily;
  }

  DecoderShape shape(Options options) {
    Rope rope = RopeConfig.read(config, headSize, maxPositions, 10_000);
    DecoderShape shape =
        new DecoderShape(
            width,
            heads,
            keyHeads,
            headSize,
            config.integer("intermediate_size"),
            config.integer("vocab_size"),
            rope.reach(maxPositions),
            config.positive("rms_norm_eps", 1e-6),
            config.positive("initializer_range", 0.02),
            options.queryKeyValueBias,
            options.outputBias,
            options.feedForwardBias,
            options.headNorm,
            options.windows,
            config.bool("tie_word_embeddings", false),
            rope);
    config.refuseUnread();
    return shape;
  }

  int[] noWindows() {
    return sameWindow(Integer.MAX_VALUE);
  }

  int[] sameWindow(int window) {
    int[] windows = new int[layers];
    Arrays.fill(windows, window);
    return windows;
  }

  /// The `sliding_window` of Mistral and Qwen: 4096 where the key is not there, none where it is
  /// null.
  OptionalInt window() {
    OptionalInt given = config.optionalInteger("sliding_window");
    return given.isEmpty() && !config.names("sliding_window") ? OptionalInt.of(4096) : given;
  }

  /// Qwen's rule: `layer_types` where it is given, else the layers from `max_window_layers` on, and
  /// none at all unless `use_sliding_window`.
  int[] windowsByLayerType() {
    boolean used = config.bool("use_sliding_window", false);
    OptionalInt given = window();
    int window = used ? given.orElse(Integer.MAX_VALUE) : Integer.MAX_VALUE;
    int firstWindowed = config.count("max_window_layers", 28);
    List<String> types = config.has("layer_types") ? config.texts("layer_types") : List.of();
    if (!types.isEmpty() && types.size() != layers) {
      config.problem("layer_types", "found " + types.size() + " entries, expected " + layers);
      return noWindows();
    }
    if (types.contains("sliding_attention") && window == Integer.MAX_VALUE) {
      config.problem(
          "layer_types",
          "found sliding_attention, expected sliding_window and use_sliding_window: true with it");
    }
    int[] windows = noWindows();
    for (int i = 0; i < layers; i++) {
      String type = types.isEmpty() ? "" : types.get(i);
      boolean windowed =
          switch (type) {
            case "sliding_attention" -> true;
            case "full_attention" -> false;
            case "" -> used && i >= firstWindowed;
            default -> {
              config.unsupported("layer_types", "layers of type '" + type + "'");
              yield false;
            }
          };
      windows[i] = windowed ? window : Integer.MAX_VALUE;
    }
    return windows;
  }
}
