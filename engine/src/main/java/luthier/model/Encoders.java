package luthier.model;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import luthier.weights.ConfigSection;

/// The encoders by their `model_type`.
final class Encoders {

  static final Map<String, Function<ConfigSection, EncoderShape>> TYPES =
      new TreeMap<>(
          Map.of(
              "bert", Bert::shape,
              "deberta-v2", DebertaV2::shape,
              "distilbert", DistilBert::shape,
              "modernbert", ModernBert::shape,
              "roberta", Roberta::shape));

  private Encoders() {}
}
