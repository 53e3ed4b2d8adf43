package luthier.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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

  /// What reads the configuration of each `model_type`.
  private static final Map<String, Function<ConfigSection, DecoderShape>> DECODERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("gemma", Gemma::shape),
              Map.entry("gemma2", Gemma2::shape),
              Map.entry("gemma3_text", Gemma3::shape),
              Map.entry("gpt2", Gpt2::shape),
              Map.entry("gpt_neox", GptNeox::shape),
              Map.entry("granite", Granite::shape),
              Map.entry("llama", Llama::shape),
              Map.entry("mistral", Mistral::shape),
              Map.entry("mixtral", Mixtral::shape),
              Map.entry("olmo2", Olmo2::shape),
              Map.entry("phi3", Phi3::shape),
              Map.entry("qwen2", Qwen2::shape),
              Map.entry("qwen2_moe", QwenMoe::second),
              Map.entry("qwen3", Qwen3::shape),
              Map.entry("qwen3_moe", QwenMoe::third),
              Map.entry("smollm3", SmolLm3::shape),
              Map.entry("stablelm", StableLm::shape),
              Map.entry("starcoder2", Starcoder2::shape)));

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
      return new DecoderBuilder(
              shape, InitialValues.of(weights, storedNames(shape, weights)), type, keepMasters)
          .build();
    }
  }

  /// A model with random weights; the directory needs only a `config.json`.
  public static LanguageModel random(
      Path directory, long seed, ScalarType type, boolean keepMasters) {
    DecoderShape shape = shape(directory);
    Map<String, long[]> tensors = DecoderTensors.of(shape);
    InitialValues values =
        InitialValues.random(tensors, DecoderTensors.zeros(shape), shape.initializerRange(), seed);
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
        shape.sizes().layers(),
        shape.sizes().width(),
        shape.sizes().heads(),
        shape.sizes().keyHeads(),
        shape.sizes().headSize(),
        shape.layers().stream()
            .mapToInt(layer -> (int) layer.feedForward().inner())
            .max()
            .orElse(0),
        shape.layers().stream().mapToLong(LayerShape::copies).max().orElse(0),
        shape.sizes().vocabulary(),
        shape.sizes().maxPositions());
  }

  /// Outputs and inputs of the linear layers that an adapter can be attached to, by full name, as
  /// [LanguageModel#linears] has them.
  public static Map<String, long[]> linears(Path directory) {
    return DecoderTensors.linears(shape(directory));
  }

  /// Those of [#linears] that are in an expert, with the share of the tokens that go through it.
  public static Map<String, Double> shares(Path directory) {
    return DecoderTensors.shares(shape(directory));
  }

  /// Those of [#linears] that have a bias.
  public static Set<String> biased(Path directory) {
    return shape(directory)
        .linears()
        .flatMap(linear -> linear.projections().stream())
        .filter(LinearShape.Projection::bias)
        .map(LinearShape.Projection::module)
        .collect(Collectors.toSet());
  }

  /// Sizes of a model.
  ///
  /// @param inner width of a feed-forward's middle, in a mixture of all experts of a token
  /// @param copies see [LayerShape#copies]
  public record Facts(
      long parameters,
      int layers,
      int width,
      int heads,
      int keyHeads,
      int headSize,
      int inner,
      long copies,
      int vocabulary,
      int maxPositions) {}

  static DecoderShape shape(Path directory) {
    ConfigSection config = ModelConfigFile.open(directory);
    String type = config.text("model_type");
    Function<ConfigSection, DecoderShape> decoder = DECODERS.get(type);
    if (decoder == null) {
      config.refuseWrong();
      throw new UnsupportedException(
          directory.resolve("config.json")
              + ": model_type '"
              + type
              + "' is not supported; supported are "
              + String.join(", ", DECODERS.keySet()));
    }
    return decoder.apply(config);
  }

  /// What a checkpoint calls a tensor: one that was saved without its head, as the first ones of
  /// GPT-2 were, leaves out the name of the whole, such as `transformer.`.
  private static UnaryOperator<String> storedNames(DecoderShape shape, ModelWeights weights) {
    String whole = shape.embedding().substring(0, shape.embedding().indexOf('.') + 1);
    String bare = shape.embedding().substring(whole.length());
    boolean leftOut =
        weights.tensors().containsKey(bare) && !weights.tensors().containsKey(shape.embedding());
    return name -> leftOut && name.startsWith(whole) ? name.substring(whole.length()) : name;
  }

  /// Tables that old releases of transformers stored beside the weights: those of the rope, and the
  /// causal mask of GPT-2 and GPT-NeoX.
  private static boolean isBuffer(String name) {
    return name.endsWith("rotary_emb.inv_freq")
        || name.matches(".*\\.(attn|attention)\\.(masked_)?bias");
  }

  private static void check(Path directory, DecoderShape shape, ModelWeights weights) {
    WeightsCheck check = new WeightsCheck(directory.toString(), weights.tensors());
    UnaryOperator<String> stored = storedNames(shape, weights);
    DecoderTensors.of(shape).forEach((name, sizes) -> check.expect(stored.apply(name), sizes));
    if (shape.head().tied()) {
      check.allow(shape.head().name(), shape.sizes().vocabulary(), shape.sizes().width());
    }
    check.ignore(Models::isBuffer).verify();
  }
}
