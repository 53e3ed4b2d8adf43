package luthier.model;

import java.util.List;
import java.util.Optional;
import luthier.model.TaskHeadShape.Pooling;
import luthier.operation.Activation;
import luthier.weights.ConfigSection;

/// DistilBERT (`model_type: distilbert`; transformers, models/distilbert): BERT without segments,
/// under other names.
final class DistilBert {

  private DistilBert() {}

  static EncoderShape shape(ConfigSection config) {
    EncoderPlan plan =
        new EncoderPlan(
                config,
                "distilbert.",
                new EncoderPlan.SizeKeys("n_layers", "dim", "n_heads", "hidden_dim"))
            .norm(NormShape.Kind.LAYER, 1e-12)
            .tables(
                new EncoderPlan.TableNames(
                    "embeddings.word_embeddings",
                    "embeddings.position_embeddings",
                    null,
                    "embeddings.LayerNorm"))
            .layers(
                "transformer.layer.",
                new EncoderPlan.LinearNames(
                    List.of("attention.q_lin", "attention.k_lin", "attention.v_lin"),
                    "attention.out_lin",
                    "ffn.lin1",
                    "ffn.lin2"),
                new EncoderPlan.NormPlaces(null, "sa_layer_norm", null, "output_layer_norm"));
    Activation activation = DecoderConfig.activation(config, "activation", "gelu");
    // the tables are in the checkpoint, however they began
    config.irrelevant("sinusoidal_pos_embds", "tie_weights_");
    config.irrelevant("qa_dropout");
    double dropped = config.probability("dropout", 0.1);
    double attention = config.probability("attention_dropout", 0.1);
    double ofSequences = config.probability("seq_classif_dropout", 0.2);
    plan.dropout(new DropoutShape(dropped, 0, attention, 0, 0, dropped));
    TransformShape dense =
        plan.transform("pre_classifier", "pre_classifier", true, Activation.RELU, null);
    MaskedHeadShape masked =
        new MaskedHeadShape(
            plan.transform(
                "vocab_transform", "vocab_transform", true, activation, "vocab_layer_norm"),
            "vocab_projector.weight",
            config.bool("tie_word_embeddings", true),
            Optional.of("vocab_projector.bias"),
            List.of());
    return plan.activation(activation)
        .shape(
            new EncoderShape.Heads(
                plan.head(Pooling.FIRST, "classifier", "classifier", dense)
                    .dropping(0, ofSequences),
                plan.head(Pooling.EACH, "classifier", "classifier").dropping(0, dropped),
                masked));
  }
}
