package luthier.model;

import java.util.List;
import java.util.Optional;
import luthier.model.TaskHeadShape.Pooling;
import luthier.operation.Activation;
import luthier.weights.ConfigSection;

/// BERT (`model_type: bert`; transformers, models/bert): learned positions, two kinds of segments,
/// layer norms of the sums, biases.
final class Bert {

  private Bert() {}

  static EncoderShape shape(ConfigSection config) {
    EncoderPlan plan =
        new EncoderPlan(config, "bert.", EncoderPlan.SIZES)
            .norm(NormShape.Kind.LAYER, config.positive("layer_norm_eps", 1e-12));
    Activation activation = DecoderConfig.activation(config, "hidden_act", "gelu");
    Probabilities dropout = dropout(config, plan);
    // of the first release's pooler, which was never built otherwise
    config.irrelevant("directionality", "pooler_fc_size", "pooler_num_attention_heads");
    config.irrelevant("pooler_num_fc_layers", "pooler_size_per_head", "pooler_type");
    TransformShape pooler =
        plan.transform("bert.pooler", "bert.pooler.dense", true, Activation.TANH, null);
    return plan.activation(activation)
        .shape(
            new EncoderShape.Heads(
                plan.head(Pooling.FIRST, "classifier", "classifier", pooler)
                    .dropping(0, dropout.classifier()),
                plan.head(Pooling.EACH, "classifier", "classifier")
                    .dropping(0, dropout.classifier()),
                masked(plan, activation, config.bool("tie_word_embeddings", true))));
  }

  /// @param classifier of what the outputs are made of
  record Probabilities(double hidden, double attention, double classifier) {}

  /// The dropout of BERT and its kin.
  static Probabilities dropout(ConfigSection config, EncoderPlan plan) {
    double hidden = config.probability("hidden_dropout_prob", 0.1);
    double attention = config.probability("attention_probs_dropout_prob", 0.1);
    config.only("position_embedding_type", "absolute");
    plan.dropout(DropoutShape.ofBert(hidden, attention));
    return new Probabilities(hidden, attention, config.probability("classifier_dropout", hidden));
  }

  /// The head that DeBERTa has too.
  static MaskedHeadShape masked(EncoderPlan plan, Activation activation, boolean tied) {
    String predictions = "cls.predictions.";
    return new MaskedHeadShape(
        plan.transform(
            "cls",
            predictions + "transform.dense",
            true,
            activation,
            predictions + "transform.LayerNorm"),
        predictions + "decoder.weight",
        tied,
        Optional.of(predictions + "bias"),
        List.of(predictions + "decoder.bias"));
  }
}
