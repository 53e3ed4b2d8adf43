package luthier.model;

import java.util.List;
import java.util.Optional;
import luthier.model.TaskHeadShape.Pooling;
import luthier.operation.Activation;
import luthier.weights.ConfigSection;

/// RoBERTa (`model_type: roberta`; transformers, models/roberta): BERT whose positions begin after
/// the padding token's id, without a pooler.
final class Roberta {

  private Roberta() {}

  static EncoderShape shape(ConfigSection config) {
    int padding = config.count("pad_token_id", 1);
    EncoderPlan plan =
        new EncoderPlan(config, "roberta.", EncoderPlan.SIZES)
            .norm(NormShape.Kind.LAYER, config.positive("layer_norm_eps", 1e-12))
            .firstPosition(padding + 1);
    Activation activation = DecoderConfig.activation(config, "hidden_act", "gelu");
    double dropped = Bert.dropout(config, plan).classifier();
    TransformShape dense =
        plan.transform("classifier", "classifier.dense", true, Activation.TANH, null);
    MaskedHeadShape masked =
        new MaskedHeadShape(
            plan.transform("lm_head", "lm_head.dense", true, Activation.GELU, "lm_head.layer_norm"),
            "lm_head.decoder.weight",
            config.bool("tie_word_embeddings", true),
            Optional.of("lm_head.bias"),
            List.of("lm_head.decoder.bias"));
    return plan.activation(activation)
        .shape(
            new EncoderShape.Heads(
                plan.head(Pooling.FIRST, "classifier", "classifier.out_proj", dense)
                    .dropping(dropped, dropped),
                plan.head(Pooling.EACH, "classifier", "classifier").dropping(0, dropped),
                masked));
  }
}
