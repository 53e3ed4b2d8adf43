package luthier.model;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import luthier.operation.Activation;
import luthier.weights.ConfigSection;

/// Reads the keys of `config.json` that many decoders have. Everything wrong is noted in the
/// section and reported together by [ConfigSection#refuseUnread].
final class DecoderConfig {

  /// What a family takes where `config.json` names a key not at all; `null` there means that the
  /// number follows from the others, and so does 0 here.
  ///
  /// @param positions `max_position_embeddings`
  /// @param keyHeads `num_key_value_heads`, else as many as there are heads
  /// @param headSize `head_dim`, else the width shared among the heads
  record Absent(int positions, int keyHeads, int headSize) {}

  private final ConfigSection config;
  private final DecoderShape.Sizes sizes;

  DecoderConfig(ConfigSection config, Absent absent) {
    this.config = config;
    int layers = config.integer("num_hidden_layers");
    int width = config.integer("hidden_size");
    int heads = config.integer("num_attention_heads");
    int keyHeads =
        config.integer(
            "num_key_value_heads", absent(config, "num_key_value_heads", absent.keyHeads, heads));
    config.requireMultiple("num_attention_heads", heads, "num_key_value_heads", keyHeads);
    int shared = Math.max(1, width / Math.max(1, heads));
    int absentSize = absent(config, "head_dim", absent.headSize, shared);
    if (!config.has("head_dim") && absentSize == shared) {
      config.requireMultiple("hidden_size", width, "num_attention_heads", heads);
    }
    int headSize = config.integer("head_dim", absentSize);
    if (headSize % 2 != 0) {
      config.problem("head_dim", "found " + headSize + ", expected an even number");
    }
    int maxPositions = config.integer("max_position_embeddings", absent.positions);
    int vocabulary = config.integer("vocab_size");
    sizes =
        new DecoderShape.Sizes(layers, width, heads, keyHeads, headSize, vocabulary, maxPositions);
  }

  private static int absent(ConfigSection config, String key, int ofFamily, int ofOthers) {
    return config.names(key) || ofFamily == 0 ? ofOthers : ofFamily;
  }

  DecoderShape.Sizes sizes() {
    return sizes;
  }

  /// An activation by the names of transformers.
  static Activation activation(ConfigSection config, String key, String absent) {
    String name = config.text(key, absent);
    return switch (name) {
      case "silu", "swish" -> Activation.SILU;
      case "gelu" -> Activation.GELU;
      case "gelu_pytorch_tanh", "gelu_new", "gelu_fast" -> Activation.GELU_TANH;
      case "relu" -> Activation.RELU;
      case "tanh" -> Activation.TANH;
      default -> {
        config.unsupported(
            key,
            "found '"
                + name
                + "', supported are silu, gelu, gelu_pytorch_tanh, gelu_new, gelu_fast, relu and"
                + " tanh");
        yield Activation.SILU;
      }
    };
  }

  /// A soft cap: `absent` where the key is not there, none (0) where it is null.
  static double cap(ConfigSection config, String key, double absent) {
    OptionalDouble given = config.optionalNumber(key);
    if (given.isPresent() && given.getAsDouble() <= 0) {
      config.problem(key, "found " + given.getAsDouble() + ", expected a number above 0");
    }
    return given.orElse(config.names(key) ? 0 : absent);
  }

  int[] noWindows() {
    return sameWindow(Integer.MAX_VALUE);
  }

  int[] sameWindow(int window) {
    int[] windows = new int[sizes.layers()];
    Arrays.fill(windows, window);
    return windows;
  }

  /// A `sliding_window` for all layers: `absent` where the key is not there, none where it is null.
  int[] windowOfAll(int absent) {
    OptionalInt given = config.optionalInteger("sliding_window");
    return sameWindow(given.orElse(config.names("sliding_window") ? Integer.MAX_VALUE : absent));
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
    boolean[] windowed = new boolean[sizes.layers()];
    for (int i = 0; i < windowed.length; i++) {
      windowed[i] = used && i >= firstWindowed;
    }
    if (config.texts("layer_types").contains("sliding_attention") && window == Integer.MAX_VALUE) {
      config.problem(
          "layer_types",
          "found sliding_attention, expected sliding_window and use_sliding_window: true with it");
    }
    return windows(slidingLayers(windowed), window);
  }

  int[] windows(boolean[] sliding, int window) {
    int[] windows = noWindows();
    for (int i = 0; i < windows.length; i++) {
      windows[i] = sliding[i] ? window : Integer.MAX_VALUE;
    }
    return windows;
  }

  /// Which layers are sliding, by `layer_types`.
  ///
  /// @param absent the answer where the key is not given
  boolean[] slidingLayers(boolean[] absent) {
    List<String> types = config.texts("layer_types");
    if (types.isEmpty()) {
      return absent;
    }
    boolean[] sliding = new boolean[sizes.layers()];
    if (types.size() != sliding.length) {
      config.problem(
          "layer_types", "found " + types.size() + " entries, expected " + sliding.length);
      return sliding;
    }
    for (int i = 0; i < sliding.length; i++) {
      sliding[i] =
          switch (types.get(i)) {
            case "sliding_attention" -> true;
            case "full_attention" -> false;
            default -> {
              config.unsupported("layer_types", "layers of type '" + types.get(i) + "'");
              yield false;
            }
          };
    }
    return sliding;
  }

  /// The layers but each `interval`-th one.
  boolean[] allButEach(int interval) {
    boolean[] layers = new boolean[sizes.layers()];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = (i + 1) % interval != 0;
    }
    return layers;
  }
}
