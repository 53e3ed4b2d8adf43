package luthier.model;

import java.util.List;
import java.util.Optional;
import luthier.model.TaskHeadShape.Pooling;
import luthier.operation.Activation;
import luthier.operation.DisentangledAttention;
import luthier.weights.ConfigSection;

/// DeBERTa 2 and 3 (`model_type: deberta-v2`; transformers, models/deberta_v2): BERT whose
/// attention also meets the distances between tokens.
final class DebertaV2 {

  private DebertaV2() {}

  static EncoderShape shape(ConfigSection config) {
    boolean placed = config.bool("position_biased_input", true);
    EncoderPlan plan =
        new EncoderPlan(config, "deberta.", EncoderPlan.SIZES)
            .norm(NormShape.Kind.LAYER, config.positive("layer_norm_eps", 1e-7))
            .tables(
                new EncoderPlan.TableNames(
                    "embeddings.word_embeddings",
                    placed ? "embeddings.position_embeddings" : null,
                    config.count("type_vocab_size", 0) > 0
                        ? "embeddings.token_type_embeddings"
                        : null,
                    "embeddings.LayerNorm"))
            .layers(
                "encoder.layer.",
                new EncoderPlan.LinearNames(
                    List.of(
                        "attention.self.query_proj",
                        "attention.self.key_proj",
                        "attention.self.value_proj"),
                    "attention.output.dense",
                    "intermediate.dense",
                    "output.dense"),
                new EncoderPlan.NormPlaces(
                    null, "attention.output.LayerNorm", null, "output.LayerNorm"));
    Activation activation = DecoderConfig.activation(config, "hidden_act", "gelu");
    config.irrelevant("summary_activation", "summary_last_dropout");
    double dropped = config.probability("hidden_dropout_prob", 0.1);
    double attention = config.probability("attention_probs_dropout_prob", 0.1);
    double ofPooler = config.probability("pooler_dropout", 0);
    double ofClasses = config.probability("cls_dropout", dropped);
    plan.dropout(new DropoutShape(dropped, dropped, attention, dropped, 0, dropped));
    config.only("conv_kernel_size", 0);
    config.only("embedding_size", plan.sizes().width());
    config.only("attention_head_size", plan.sizes().width() / plan.sizes().heads());
    config.only("pooler_hidden_size", plan.sizes().width());
    Activation pooling = DecoderConfig.activation(config, "pooler_hidden_act", "gelu");
    TransformShape pooler = plan.transform("pooler", "pooler.dense", true, pooling, null);
    boolean tied = config.bool("tie_word_embeddings", true);
    MaskedHeadShape masked =
        config.bool("legacy", true)
            ? Bert.masked(plan, activation, tied)
            : masked(plan, activation, tied);
    return plan.activation(activation)
        .relative(relative(config, plan))
        .shape(
            new EncoderShape.Heads(
                plan.head(Pooling.FIRST, "classifier", "classifier", pooler)
                    .dropping(ofPooler, ofClasses),
                plan.head(Pooling.EACH, "classifier", "classifier").dropping(0, dropped),
                masked));
  }

  /// The head of the authors' own code.
  private static MaskedHeadShape masked(EncoderPlan plan, Activation activation, boolean tied) {
    String head = "lm_predictions.lm_head.";
    return new MaskedHeadShape(
        plan.transform("lm_predictions", head + "dense", true, activation, head + "LayerNorm"),
        head + "weight",
        tied,
        Optional.of(head + "bias"),
        List.of());
  }

  private static EncoderShape.Relative relative(ConfigSection config, EncoderPlan plan) {
    EncoderShape.Sizes sizes = plan.sizes();
    config.only("relative_attention", true);
    config.only("share_att_key", true);
    for (String key : List.of("relative_attention", "share_att_key")) {
      if (!config.has(key)) {
        config.unsupported(key, "absent, supported is only true");
      }
    }
    List<String> meet = meetings(config);
    int most = (int) config.number("max_relative_positions", -1);
    int maxDistance = most < 1 ? sizes.maxPositions() : most;
    int buckets = (int) config.number("position_buckets", -1);
    int span = buckets > 0 ? buckets : maxDistance;
    boolean normed =
        switch (config.text("norm_rel_ebd", "none")) {
          case "layer_norm" -> true;
          case "none" -> false;
          default -> {
            config.unsupported("norm_rel_ebd", "supported are none and layer_norm");
            yield false;
          }
        };
    return new EncoderShape.Relative(
        new EncoderShape.Table("deberta.encoder.rel_embeddings.weight", 2 * span),
        normed ? Optional.of(plan.normOf("deberta.encoder.LayerNorm")) : Optional.empty(),
        new DisentangledAttention(
            sizes.heads(),
            Math.max(1, sizes.width() / sizes.heads()),
            span,
            maxDistance,
            buckets > 0,
            meet.contains("c2p"),
            meet.contains("p2c")));
  }

  /// `pos_att_type`: a list, or as the first checkpoints write it `p2c|c2p`.
  private static List<String> meetings(ConfigSection config) {
    List<String> meet = config.texts("pos_att_type", "\\|");
    if (meet.isEmpty() || !List.of("c2p", "p2c").containsAll(meet)) {
      config.unsupported("pos_att_type", "found " + meet + ", supported are c2p and p2c");
    }
    return meet;
  }
}
