package luthier.model;

import java.util.List;
import luthier.weights.ConfigSection;

/// StarCoder 2 (`model_type: starcoder2`; transformers, models/starcoder2): layer norms, biases, a
/// plain feed-forward, a window.
final class Starcoder2 {

  private Starcoder2() {}

  static DecoderShape shape(ConfigSection config) {
    DecoderConfig read = new DecoderConfig(config, new DecoderConfig.Absent(4096, 2, 0));
    boolean bias = config.bool("use_bias", true);
    config.only("mlp_type", "default");
    config.only("norm_type", "layer_norm");
    config.only("scale_attn_weights", true);
    // of earlier releases: hidden_act and norm_epsilon count
    config.irrelevant("activation_function", "layer_norm_epsilon");
    config.irrelevant("attention_softmax_in_fp32", "scale_attention_softmax_in_fp32");
    return new DecoderPlan(config, read.sizes())
        .norm(NormShape.Kind.LAYER, "norm_epsilon", 1e-5)
        .attentionBias(bias, bias)
        .windows(read.windowOfAll(Integer.MAX_VALUE))
        .feedForward(new DecoderPlan.FeedForwardNames("mlp", List.of("c_fc"), "c_proj"), false)
        .feedForwardBias(bias)
        .activation(DecoderConfig.activation(config, "hidden_act", "gelu_pytorch_tanh"))
        .initializerRangeIfAbsent(0.018042)
        .repeatsNoDropout("attention_dropout", "embedding_dropout", "residual_dropout")
        .tiedIfAbsent()
        .shape();
  }
}
