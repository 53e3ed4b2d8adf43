package luthier.model;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import luthier.UnsupportedException;
import luthier.weights.ConfigSection;
import luthier.weights.JsonFiles;
import luthier.weights.ModelConfigFile;
import luthier.weights.ModelWeights;
import luthier.weights.WeightsCheck;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.databind.node.ObjectNode;

/// Loads a model from a directory in Hugging Face layout.
public final class Models {

  private static final String KNOWN = "llama, mistral, qwen2, qwen3";

  private Models() {}

  /// A model with the weights of its directory.
  ///
  /// @param type what it computes with: float32 or bfloat16
  /// @param keepMasters whether float32 values are kept because all weights will be trained
  /// @throws luthier.InvalidInputException when the configuration or the weights are wrong; lists
  ///   everything that is
  /// @throws UnsupportedException when the architecture or a setting of it is not supported
  public static LanguageModel load(Path directory, ScalarType type, boolean keepMasters) {
    DecoderShape shape = shape(directory);
    try (NoGradGuard _ = new NoGradGuard();
        ModelWeights weights = ModelWeights.open(directory)) {
      check(directory, shape, weights);
      return new DecoderBuilder(shape, InitialValues.of(weights), type, keepMasters).build();
    }
  }

  /// A model with random weights; the directory needs only a `config.json`.
  public static LanguageModel random(
      Path directory, long seed, ScalarType type, boolean keepMasters) {
    DecoderShape shape = shape(directory);
    Map<String, long[]> tensors = DecoderTensors.of(shape);
    InitialValues values = InitialValues.random(tensors, shape.initializerRange(), seed);
    try (NoGradGuard _ = new NoGradGuard()) {
      return new DecoderBuilder(shape, values, type, keepMasters).build();
    }
  }

  /// The architecture as `config.json` names it, e.g. `LlamaForCausalLM`.
  public static String architecture(Path directory) {
    ObjectNode config = JsonFiles.readObject(directory.resolve("config.json"));
    String type = config.path("model_type").asString("unknown");
    return config.path("architectures").path(0).asString(type);
  }

  /// Checks configuration and weights' headers without loading them.
  ///
  /// @return what is known of the model before it is loaded
  public static Facts inspect(Path directory, boolean needsWeights) {
    DecoderShape shape = shape(directory);
    if (needsWeights) {
      try (ModelWeights weights = ModelWeights.open(directory)) {
        check(directory, shape, weights);
      }
    }
    long parameters = 0;
    for (long[] sizes : DecoderTensors.of(shape).values()) {
      long product = 1;
      for (long size : sizes) {
        product *= size;
      }
      parameters += product;
    }
    return new Facts(
        parameters,
        shape.layers(),
        shape.width(),
        shape.heads(),
        shape.inner(),
        shape.vocabulary(),
        shape.maxPositions());
  }

  /// Outputs and inputs of the linear layers that an adapter can be attached to, by full name, as
  /// [LanguageModel#linears] has them.
  public static Map<String, long[]> linears(Path directory) {
    return linearTensors(directory, ".weight");
  }

  /// Those of [#linears] that have a bias.
  public static Set<String> biased(Path directory) {
    return linearTensors(directory, ".bias").keySet();
  }

  /// Sizes of the linear layers' tensors of one kind, by the layer's name.
  private static Map<String, long[]> linearTensors(Path directory, String kind) {
    Map<String, long[]> found = new LinkedHashMap<>();
    DecoderTensors.of(shape(directory))
        .forEach((name, sizes) -> {
          if (name.endsWith("_proj" + kind)) {
            found.put(name.substring(0, name.length() - kind.length()), sizes);
          }
        });
    return found;
  }

  /// Sizes of a model.
  public record Facts(
      long parameters,
      int layers,
      int width,
      int heads,
      int inner,
      int vocabulary,
      int maxPositions) {}

  static DecoderShape shape(Path directory) {
    ConfigSection config = ModelConfigFile.open(directory);
    String type = config.text("model_type");
    return switch (type) {
      case "llama" -> Llama.shape(config);
      case "mistral" -> Mistral.shape(config);
      case "qwen2" -> Qwen2.shape(config);
      case "qwen3" -> Qwen3.shape(config);
      default -> {
        config.refuseWrong();
        throw new UnsupportedException(
            directory.resolve("config.json")
                + ": model_type '"
                + type
                + "' is not supported; supported are "
                + KNOWN);
      }
    };
  }

  private static void check(Path directory, DecoderShape shape, ModelWeights weights) {
    WeightsCheck check = new WeightsCheck(directory.toString(), weights.tensors());
    DecoderTensors.of(shape).forEach(check::expect);
    if (shape.tied()) {
      check.allow(DecoderTensors.HEAD, shape.vocabulary(), shape.width());
    }
    check.ignore(name -> name.endsWith("rotary_emb.inv_freq")).verify();
  }
}
