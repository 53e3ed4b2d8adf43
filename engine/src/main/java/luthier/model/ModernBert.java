package luthier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.model.TaskHeadShape.Pooling;
import luthier.operation.Activation;
import luthier.operation.Reach;
import luthier.weights.ConfigSection;

/// ModernBERT (`model_type: modernbert`; transformers, models/modernbert): norms before the
/// branches, positions by rotation, a gated feed-forward, and a window in most layers.
final class ModernBert {

  private ModernBert() {}

  static EncoderShape shape(ConfigSection config) {
    boolean normBias = config.bool("norm_bias", false);
    EncoderPlan plan =
        new EncoderPlan(config, "model.", EncoderPlan.SIZES)
            .norm(
                normBias ? NormShape.Kind.LAYER : NormShape.Kind.LAYER_WITHOUT_BIAS,
                config.positive("norm_eps", 1e-5))
            .tables(
                new EncoderPlan.TableNames(
                    "embeddings.tok_embeddings", null, null, "embeddings.norm"))
            .layers(
                "layers.",
                new EncoderPlan.LinearNames(List.of("attn.Wqkv"), "attn.Wo", "mlp.Wi", "mlp.Wo"),
                new EncoderPlan.NormPlaces("attn_norm", null, "mlp_norm", null))
            .gated()
            .firstLayerWithoutNorm()
            .biases(config.bool("attention_bias", false), config.bool("mlp_bias", false))
            .activation(DecoderConfig.activation(config, "hidden_activation", "gelu"))
            .finalNorm("final_norm");
    positions(config, plan);
    double attention = config.probability("attention_dropout", 0);
    plan.dropout(
        new DropoutShape(
            config.probability("embedding_dropout", 0),
            0,
            attention,
            attention,
            config.probability("mlp_dropout", 0),
            0));
    config.irrelevant("initializer_cutoff_factor");
    // how the reference computes, not what
    config.irrelevant("deterministic_flash_attn", "reference_compile", "repad_logits_with_grad");
    config.irrelevant("sparse_prediction", "sparse_pred_ignore_index");
    config.irrelevant("layer_norm_eps", "position_embedding_type"); // left over from BERT
    return plan.shape(heads(config, plan));
  }

  private static EncoderShape.Heads heads(ConfigSection config, EncoderPlan plan) {
    Activation activation = DecoderConfig.activation(config, "classifier_activation", "gelu");
    boolean bias = config.bool("classifier_bias", false);
    double dropped = config.probability("classifier_dropout", 0);
    TransformShape head = plan.transform("head", "head.dense", bias, activation, "head.norm");
    Pooling pooling =
        switch (config.text("classifier_pooling", "cls")) {
          case "cls" -> Pooling.FIRST;
          case "mean" -> Pooling.MEAN;
          default -> {
            config.problem("classifier_pooling", "expected cls or mean");
            yield Pooling.FIRST;
          }
        };
    MaskedHeadShape masked =
        new MaskedHeadShape(
            head,
            "decoder.weight",
            config.bool("tie_word_embeddings", true),
            config.bool("decoder_bias", true) ? Optional.of("decoder.bias") : Optional.empty(),
            List.of());
    return new EncoderShape.Heads(
        plan.head(pooling, "classifier", "classifier", head).dropping(0, dropped),
        plan.head(Pooling.EACH, "classifier", "classifier", head).dropping(0, dropped),
        masked);
  }

  /// Every so many layers see the whole document, the others half a window to each side; both kinds
  /// have a rope of their own.
  private static void positions(ConfigSection config, EncoderPlan plan) {
    EncoderShape.Sizes sizes = plan.sizes();
    int every = config.integer("global_attn_every_n_layers", 3);
    int window = config.integer("local_attention", 128);
    double full = config.positive("global_rope_theta", 160_000);
    double sliding = config.positive("local_rope_theta", 10_000);
    int headSize = Math.max(1, sizes.width() / sizes.heads());
    RopeConfig.ByLayerType ropes =
        RopeConfig.readByLayerType(config, headSize, sizes.maxPositions(), full, sliding);
    List<String> types = config.texts("layer_types");
    if (!types.isEmpty() && types.size() != sizes.layers()) {
      config.problem(
          "layer_types", "found " + types.size() + " entries, expected " + sizes.layers());
      types = List.of();
    }
    Reach[] reaches = new Reach[sizes.layers()];
    List<Optional<Rope>> ropeOfLayers = new ArrayList<>();
    for (int i = 0; i < reaches.length; i++) {
      boolean global = types.isEmpty() ? i % every == 0 : types.get(i).equals("full_attention");
      if (!types.isEmpty() && !global && !types.get(i).equals("sliding_attention")) {
        config.unsupported("layer_types", "layers of type '" + types.get(i) + "'");
      }
      reaches[i] = global ? Reach.ALL : Reach.around(window / 2);
      ropeOfLayers.add(Optional.of(global ? ropes.full() : ropes.sliding()));
    }
    plan.positions(reaches, ropeOfLayers);
  }
}
