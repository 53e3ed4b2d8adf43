package luthier.model;

import luthier.operation.Activation;
import luthier.weights.ConfigSection;

/// Gemma (`model_type: gemma`; transformers, models/gemma): Llama with norm weights around one,
/// scaled embeddings, a gelu gate, and the head tied to the embedding.
final class Gemma {

  private Gemma() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(8192, 16, 256));
    // "gelu" is what the first checkpoints say; they mean the approximation
    config.only("hidden_act", "gelu_pytorch_tanh", "gelu");
    config.only("hidden_activation", "gelu_pytorch_tanh");
    return plan(config, read).activation(Activation.GELU_TANH).shape();
  }

  /// What all generations of Gemma have.
  static DecoderPlan plan(ConfigSection config, DecoderConfig read) {
    boolean attentionBias = config.bool("attention_bias", false);
    config.only("use_bidirectional_attention", false);
    return new DecoderPlan(config, read.sizes())
        .norm(NormShape.Kind.RMS_AROUND_ONE, "rms_norm_eps", 1e-6)
        .attentionBias(attentionBias, attentionBias)
        .scales((float) Math.sqrt(read.sizes().width()), 1, 1)
        .tiedIfAbsent();
  }
}
