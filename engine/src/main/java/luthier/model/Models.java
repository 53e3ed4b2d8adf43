package luthier.model;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import luthier.operation.Head;
import luthier.tensor.Parameter;
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
      return shape.build(
          new Parts(InitialValues.of(weights, stored(shape, weights)), type, keepMasters));
    }
  }

  /// A model with random weights; the directory needs only a `config.json`.
  public static LanguageModel random(
      Path directory, long seed, ScalarType type, boolean keepMasters) {
    DecoderShape shape = shape(directory);
    try (NoGradGuard _ = new NoGradGuard()) {
      return shape.build(
          new Parts(random(shape, DecoderTensors.of(shape), seed), type, keepMasters));
    }
  }

  /// A transformer with the head of a task. What the checkpoint does not hold of the head begins
  /// with random values.
  ///
  /// @param seed of those
  /// @throws luthier.InvalidInputException as [#load], and when the checkpoint's head has another
  ///   size
  public static TaskModel loadTask(
      Path directory, TaskHead.Wanted wanted, ScalarType type, boolean keepMasters, long seed) {
    BodyShape body = body(directory);
    TaskHeadShape head = body.taskHead(wanted.kind()).sized(wanted.size());
    try (NoGradGuard _ = new NoGradGuard();
        ModelWeights weights = ModelWeights.open(directory)) {
      TaskCheckpoint checkpoint =
          TaskCheckpoint.read(directory, body, wanted.kind(), head.tensors(), weights.tensors());
      InitialValues held = InitialValues.of(weights, stored(body, weights));
      return task(body, head, checkpoint, held, type, keepMasters, seed);
    }
  }

  /// As [#loadTask], with random weights everywhere; the directory needs only a `config.json`.
  public static TaskModel randomTask(
      Path directory, TaskHead.Wanted wanted, long seed, ScalarType type, boolean keepMasters) {
    BodyShape body = body(directory);
    TaskHeadShape head = body.taskHead(wanted.kind()).sized(wanted.size());
    try (NoGradGuard _ = new NoGradGuard()) {
      InitialValues values = random(body, body.bodyTensors(), seed);
      TaskCheckpoint none = TaskCheckpoint.without(head.tensors());
      return task(body, head, none, values, type, keepMasters, seed);
    }
  }

  /// The master values of a head are always kept: it is small, and usually trained.
  private static TaskModel task(
      BodyShape body,
      TaskHeadShape head,
      TaskCheckpoint checkpoint,
      InitialValues held,
      ScalarType type,
      boolean keepMasters,
      long seed) {
    Map<String, long[]> fresh = new LinkedHashMap<>();
    head.tensors()
        .forEach((module, tensors) -> {
          if (checkpoint.fresh().contains(module)) {
            fresh.putAll(tensors);
          }
        });
    InitialValues random = random(body, fresh, seed);
    InitialValues values = name -> (fresh.containsKey(name) ? random : held).read(name);
    BodyShape headless = body instanceof DecoderShape decoder ? decoder.headless() : body;
    return new TaskModel(
        headless.build(new Parts(held, type, keepMasters)),
        ShapedTaskHead.of(head, new Parts(values, type, true)),
        checkpoint.fresh());
  }

  /// An encoder with its head for masked tokens. A head that the checkpoint does not hold begins
  /// with random values.
  ///
  /// @param seed of those
  public static MaskedModel loadMasked(
      Path directory, ScalarType type, boolean keepMasters, long seed) {
    EncoderShape body = encoder(directory);
    try (NoGradGuard _ = new NoGradGuard();
        ModelWeights weights = ModelWeights.open(directory)) {
      boolean fresh = TaskCheckpoint.readMasked(directory, body, weights.tensors());
      InitialValues held = InitialValues.of(weights, stored(body, weights));
      return masked(body, fresh, held, type, keepMasters, seed);
    }
  }

  /// As [#loadMasked], with random weights everywhere; the directory needs only a `config.json`.
  public static MaskedModel randomMasked(
      Path directory, long seed, ScalarType type, boolean keepMasters) {
    EncoderShape body = encoder(directory);
    try (NoGradGuard _ = new NoGradGuard()) {
      InitialValues values = random(body, body.bodyTensors(), seed);
      return masked(body, true, values, type, keepMasters, seed);
    }
  }

  private static MaskedModel masked(
      EncoderShape body,
      boolean fresh,
      InitialValues held,
      ScalarType type,
      boolean keepMasters,
      long seed) {
    MaskedHeadShape head = body.heads().masked();
    Encoder encoder = body.build(new Parts(held, type, keepMasters));
    InitialValues values = fresh ? random(body, head.tensors(body.sizes()), seed) : held;
    // a fresh head is trained, also beside an adapter
    Parts parts = new Parts(values, type, keepMasters || fresh);
    Parameter weight = head.tied() ? encoder.tokens() : parts.parameter(head.decoder());
    return new MaskedModel(
        encoder,
        parts.transform(head.transform()),
        new Head(weight, head.bias().map(parts::parameter).orElse(null), 1, 0),
        fresh);
  }

  private static InitialValues random(BodyShape body, Map<String, long[]> tensors, long seed) {
    return InitialValues.random(
        tensors, ShapeTensors.zeros(body.norms()), body.initializerRange(), seed);
  }

  private static StoredNames stored(BodyShape body, ModelWeights weights) {
    return StoredNames.of(body, weights.tensors().keySet());
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
    BodyShape body = body(directory);
    if (body instanceof DecoderShape decoder) {
      if (needsWeights) {
        try (ModelWeights weights = ModelWeights.open(directory)) {
          check(directory, decoder, weights);
        }
      }
      return body.facts(ShapeTensors.count(DecoderTensors.of(decoder)));
    }
    if (needsWeights) {
      checkpoint(directory, body, TaskHead.Kind.SEQUENCE, Map.of());
    }
    return body.facts(ShapeTensors.count(body.bodyTensors()));
  }

  /// As [#inspect], for a model with the head of a task.
  public static TaskFacts inspectTask(
      Path directory, TaskHead.Wanted wanted, boolean needsWeights) {
    BodyShape body = body(directory);
    SequencedMap<String, Map<String, long[]>> modules =
        body.taskHead(wanted.kind()).sized(wanted.size()).tensors();
    TaskCheckpoint checkpoint =
        needsWeights
            ? checkpoint(directory, body, wanted.kind(), modules)
            : TaskCheckpoint.without(modules);
    Map<String, long[]> all = new LinkedHashMap<>(body.bodyTensors());
    modules.values().forEach(all::putAll);
    return new TaskFacts(
        body.facts(ShapeTensors.count(all)), all, checkpoint.fresh(), checkpoint.ignored());
  }

  /// As [#inspect], for an encoder with its head for masked tokens.
  public static TaskFacts inspectMasked(Path directory, boolean needsWeights) {
    EncoderShape body = encoder(directory);
    MaskedHeadShape head = body.heads().masked();
    boolean fresh = true;
    if (needsWeights) {
      try (ModelWeights weights = ModelWeights.open(directory)) {
        fresh = TaskCheckpoint.readMasked(directory, body, weights.tensors());
      }
    }
    Map<String, long[]> own = head.tensors(body.sizes());
    Map<String, long[]> all = new LinkedHashMap<>(body.bodyTensors());
    all.putAll(own);
    Set<String> modules =
        own.keySet().stream()
            .map(name -> MaskedHeadShape.module(head.transform(), name))
            .collect(Collectors.toSet());
    return new TaskFacts(
        body.facts(ShapeTensors.count(all)), all, fresh ? modules : Set.of(), Set.of());
  }

  /// What is known of a model with the head of a task before it is loaded.
  ///
  /// @param tensors names and sizes of all its tensors
  /// @param fresh modules of the head that the checkpoint does not hold
  /// @param ignored tensors of other heads, which the task has no use for
  public record TaskFacts(
      Facts model, Map<String, long[]> tensors, Set<String> fresh, Set<String> ignored) {}

  private static TaskCheckpoint checkpoint(
      Path directory,
      BodyShape body,
      TaskHead.Kind kind,
      Map<String, Map<String, long[]>> modules) {
    try (ModelWeights weights = ModelWeights.open(directory)) {
      return TaskCheckpoint.read(directory, body, kind, modules, weights.tensors());
    }
  }

  /// Names and sizes of all tensors of a language model.
  public static Map<String, long[]> tensors(Path directory) {
    return DecoderTensors.of(shape(directory));
  }

  /// Outputs and inputs of the linear layers that an adapter can be attached to, by full name, as
  /// [Model#linears] has them.
  public static Map<String, long[]> linears(Path directory) {
    return ShapeTensors.linears(body(directory).linears());
  }

  /// Those of [#linears] that are in an expert, with the share of the tokens that go through it.
  public static Map<String, Double> shares(Path directory) {
    return body(directory) instanceof DecoderShape decoder
        ? DecoderTensors.shares(decoder)
        : Map.of();
  }

  /// Those of [#linears] that have a bias.
  public static Set<String> biased(Path directory) {
    return body(directory)
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

  /// @throws InvalidInputException when the directory holds no decoder
  static DecoderShape shape(Path directory) {
    return switch (body(directory)) {
      case DecoderShape decoder -> decoder;
      case EncoderShape _ ->
          throw new InvalidInputException(
              directory.resolve("config.json")
                  + ": model_type '"
                  + type(directory)
                  + "' is an encoder, which writes no text; it fits the tasks with labels or"
                  + " numbers and masked text; the others need one of "
                  + String.join(", ", DECODERS.keySet()));
    };
  }

  /// @throws InvalidInputException when the directory holds no encoder
  static EncoderShape encoder(Path directory) {
    return switch (body(directory)) {
      case EncoderShape encoder -> encoder;
      case DecoderShape _ ->
          throw new InvalidInputException(
              directory.resolve("config.json")
                  + ": model_type '"
                  + type(directory)
                  + "' is a decoder, which sees no token behind the one that it predicts; masked"
                  + " text needs one of "
                  + String.join(", ", Encoders.TYPES.keySet()));
    };
  }

  private static String type(Path directory) {
    return ModelConfigFile.open(directory).text("model_type");
  }

  static BodyShape body(Path directory) {
    ConfigSection config = ModelConfigFile.open(directory);
    String type = config.text("model_type");
    if (DECODERS.get(type) instanceof Function<ConfigSection, DecoderShape> decoder) {
      return decoder.apply(config);
    }
    if (Encoders.TYPES.get(type) instanceof Function<ConfigSection, EncoderShape> encoder) {
      return encoder.apply(config);
    }
    config.refuseWrong();
    throw new UnsupportedException(
        directory.resolve("config.json")
            + ": model_type '"
            + type
            + "' is not supported; supported are "
            + String.join(", ", DECODERS.keySet())
            + " and, for tasks with labels, "
            + String.join(", ", Encoders.TYPES.keySet()));
  }

  /// Tables that old releases of transformers stored beside the weights: those of the rope, the
  /// causal mask of GPT-2 and GPT-NeoX, and the numbers of BERT's positions.
  static boolean isBuffer(String name) {
    return name.endsWith("rotary_emb.inv_freq")
        || name.endsWith("embeddings.position_ids")
        || name.matches(".*\\.(attn|attention)\\.(masked_)?bias");
  }

  private static void check(Path directory, DecoderShape shape, ModelWeights weights) {
    WeightsCheck check = new WeightsCheck(directory.toString(), weights.tensors());
    StoredNames stored = stored(shape, weights);
    DecoderTensors.of(shape).forEach((name, sizes) -> check.expect(stored.apply(name), sizes));
    if (shape.head().tied()) {
      check.allow(shape.head().name(), shape.sizes().vocabulary(), shape.sizes().width());
    }
    check.ignore(Models::isBuffer).verify();
  }
}
