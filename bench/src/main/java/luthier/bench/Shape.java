package luthier.bench;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import luthier.estimate.ModelSize;

/// Sizes of a Llama-shaped model with tied embeddings and random weights.
///
/// @param micro examples of the peer's forward pass
enum Shape {
  /// 25 million parameters.
  M25(384, 1024, 12, 6, 2, 16384, 8),
  /// 135 million parameters: the shape of SmolLM2-135M.
  M135(576, 1536, 30, 9, 3, 49152, 4),
  /// The built-in model.
  POCKET(320, 896, 7, 5, 5, 8192, 8),
  /// For the tests of this module.
  TINY(64, 128, 2, 2, 1, 128, 4);

  static final int MAX_POSITIONS = 2048;

  final int width;
  final int inner;
  final int layers;
  final int heads;
  final int keyHeads;
  final int vocabulary;
  final int micro;

  Shape(int width, int inner, int layers, int heads, int keyHeads, int vocabulary, int micro) {
    this.width = width;
    this.inner = inner;
    this.layers = layers;
    this.heads = heads;
    this.keyHeads = keyHeads;
    this.vocabulary = vocabulary;
    this.micro = micro;
  }

  /// As it is named on the command line, such as `135m`.
  String label() {
    String name = name().toLowerCase(Locale.ROOT);
    return name.startsWith("m") ? name.substring(1) + "m" : name;
  }

  int headSize() {
    return width / heads;
  }

  /// Weights of the linear layers, without embedding and head.
  long linearWeights() {
    long attention = (long) width * width * 2 + 2L * width * keyHeads * headSize();
    return layers * (attention + 3L * width * inner);
  }

  /// Inputs plus outputs of all linear layers: what a rank of LoRA costs in weights.
  long linearSides() {
    long keyWidth = (long) keyHeads * headSize();
    long attention = 2 * (2L * width) + 2 * (width + keyWidth);
    return layers * (attention + 3L * (width + inner));
  }

  /// Weights of the head, which are also the embedding.
  long headWeights() {
    return (long) vocabulary * width;
  }

  /// As estimates want it.
  ModelSize size() {
    long keyWidth = (long) keyHeads * headSize();
    Map<String, long[]> linears = new HashMap<>();
    for (int i = 0; i < layers; i++) {
      String layer = "model.layers." + i + ".";
      linears.put(layer + "self_attn.q_proj", new long[] {width, width});
      linears.put(layer + "self_attn.k_proj", new long[] {keyWidth, width});
      linears.put(layer + "self_attn.v_proj", new long[] {keyWidth, width});
      linears.put(layer + "self_attn.o_proj", new long[] {width, width});
      linears.put(layer + "mlp.gate_proj", new long[] {inner, width});
      linears.put(layer + "mlp.up_proj", new long[] {inner, width});
      linears.put(layer + "mlp.down_proj", new long[] {width, inner});
    }
    long norms = width * (2L * layers + 1);
    return new ModelSize(
        linearWeights() + headWeights() + norms,
        layers,
        width,
        new ModelSize.Heads(heads, keyHeads, headSize()),
        inner,
        0,
        vocabulary,
        linears,
        Map.of());
  }

  /// A `config.json` in Hugging Face layout.
  String config() {
    return """
    {
      "architectures": ["LlamaForCausalLM"],
      "model_type": "llama",
      "hidden_size": %d,
      "intermediate_size": %d,
      "num_hidden_layers": %d,
      "num_attention_heads": %d,
      "num_key_value_heads": %d,
      "vocab_size": %d,
      "max_position_embeddings": %d,
      "tie_word_embeddings": true
    }
    """
        .formatted(width, inner, layers, heads, keyHeads, vocabulary, MAX_POSITIONS);
  }
}
