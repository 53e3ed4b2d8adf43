package luthier.model;

import java.util.List;
import luthier.operation.Activation;
import luthier.weights.ConfigSection;

/// GPT-2 (`model_type: gpt2`; transformers, models/gpt2): learned positions, layer norms, biases, a
/// plain feed-forward, and weights stored as [inputs, outputs].
final class Gpt2 {

  private Gpt2() {}

  static DecoderShape shape(ConfigSection config) {
    int width = config.integer("n_embd", 768);
    int heads = config.integer("n_head", 12);
    config.requireMultiple("n_embd", width, "n_head", heads);
    int positions = config.integer("n_positions", 1024);
    config.only("n_ctx", positions);
    DecoderShape.Sizes sizes =
        new DecoderShape.Sizes(
            config.integer("n_layer", 12),
            width,
            heads,
            heads,
            Math.max(1, width / heads),
            config.integer("vocab_size", 50257),
            positions);
    config.only("scale_attn_by_inverse_layer_idx", false);
    config.only("scale_attn_weights", true);
    config.irrelevant("reorder_and_upcast_attn"); // another order of the same computation
    // of the multiple-choice head
    config.irrelevant("summary_type", "summary_use_proj", "summary_activation");
    config.irrelevant("summary_proj_to_labels", "summary_first_dropout");
    Activation activation = DecoderConfig.activation(config, "activation_function", "gelu_new");
    return new DecoderPlan(config, sizes)
        .names(
            new DecoderPlan.Names(
                "transformer.wte.weight", "transformer.h.", "transformer.ln_f", "lm_head.weight"))
        .learnedPositions("transformer.wpe.weight")
        .transposed()
        .norm(NormShape.Kind.LAYER, "layer_norm_epsilon", 1e-5)
        .norms(new DecoderPlan.NormPlaces("ln_1", null, "ln_2", null))
        .attention(new DecoderPlan.AttentionNames("attn", List.of("c_attn"), false, "c_proj"))
        .attentionBias(true, true)
        .feedForward(new DecoderPlan.FeedForwardNames("mlp", List.of("c_fc"), "c_proj"), false)
        .feedForwardBias(true)
        .activation(activation)
        .inner(config.integer("n_inner", 4 * width))
        .repeatsNoDropout("attn_pdrop", "embd_pdrop", "resid_pdrop")
        .tiedIfAbsent()
        .shape();
  }
}
