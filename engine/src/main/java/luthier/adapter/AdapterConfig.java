package luthier.adapter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import luthier.Excerpt;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.UnsupportedException;
import luthier.recipe.Method;
import luthier.recipe.TargetModules;
import luthier.runlog.AtomicFiles;
import luthier.weights.JsonFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `adapter_config.json` as PEFT 0.21 reads and writes it. Every key is used, harmless at its
/// value, or refused by name.
final class AdapterConfig {

  static final String FILE = "adapter_config.json";

  /// Keys of PEFT that change nothing here, whatever their value.
  private static final List<String> HARMLESS =
      List.of(
          "base_model_name_or_path",
          "inference_mode",
          "megatron_core",
          "peft_type",
          "peft_version",
          "qalora_group_size",
          "revision",
          "task_type",
          "auto_mapping",
          "eva_config",
          "corda_config",
          "lora_ga_config",
          "loftq_config");

  private final Path file;
  private final ObjectNode json;

  private AdapterConfig(Path file) {
    this.file = file;
    this.json = JsonFiles.readObject(file);
  }

  /// @throws InvalidInputException when the file is missing, or a value is wrong
  /// @throws UnsupportedException when it asks for something that Luthier does not do
  static Method.Lora read(Path directory) {
    return new AdapterConfig(directory.resolve(FILE)).lora();
  }

  private Method.Lora lora() {
    String type = text("peft_type", "LORA");
    if (!type.equals("LORA")) {
      throw new UnsupportedException(file + ": peft_type " + type + ", supported is LORA");
    }
    int r = json.path("r").isMissingNode() ? 8 : whole("r", json.path("r"), 1);
    double alpha = number("lora_alpha", 8);
    double dropout = number("lora_dropout", 0);
    if (!(alpha > 0)) {
      throw wrong("lora_alpha", json.path("lora_alpha"), "a number above 0");
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw wrong("lora_dropout", json.path("lora_dropout"), "a number from 0 to below 1");
    }
    Method.Lora lora =
        new Method.Lora(
            r,
            alpha,
            dropout,
            targets(),
            bias(),
            flag("use_rslora"),
            ranks(),
            alphas(),
            layers(),
            List.of(),
            Method.Init.DEFAULT);
    refuseOthers();
    return lora;
  }

  private TargetModules targets() {
    JsonNode value = json.path("target_modules");
    if (value.isString()) {
      return value.asString().equals("all-linear")
          ? new TargetModules.AllLinear()
          : new TargetModules.Named(List.of(value.asString()));
    }
    if (!value.isArray() || value.isEmpty()) {
      throw wrong("target_modules", value, "a list of module names or a regular expression");
    }
    if (!value.valueStream().allMatch(JsonNode::isString)) {
      throw wrong("target_modules", value, "a list of module names or a regular expression");
    }
    return new TargetModules.Named(
        value.valueStream().map(JsonNode::stringValue).sorted().toList());
  }

  private Method.Bias bias() {
    return switch (text("bias", "none")) {
      case "none" -> Method.Bias.NONE;
      case "all" -> Method.Bias.ALL;
      case "lora_only" -> Method.Bias.LORA_ONLY;
      default -> throw wrong("bias", json.path("bias"), "none, all or lora_only");
    };
  }

  private Map<String, Integer> ranks() {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    patterns("rank_pattern")
        .forEach(
            (pattern, value) -> ranks.put(pattern, whole("rank_pattern." + pattern, value, 1)));
    return ranks;
  }

  private Map<String, Double> alphas() {
    Map<String, Double> alphas = new LinkedHashMap<>();
    patterns("alpha_pattern")
        .forEach((pattern, value) -> {
          if (!value.isNumber() || !(value.doubleValue() > 0)) {
            throw wrong("alpha_pattern." + pattern, value, "a number above 0");
          }
          alphas.put(pattern, value.doubleValue());
        });
    return alphas;
  }

  private Map<String, JsonNode> patterns(String key) {
    JsonNode value = json.path(key);
    if (!value.isMissingNode() && !value.isNull() && !value.isObject()) {
      throw wrong(key, value, "an object of regular expressions and numbers");
    }
    Map<String, JsonNode> patterns = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      try {
        Pattern.compile(entry.getKey());
      } catch (PatternSyntaxException e) {
        throw wrong(
            key, JsonNodeFactory.instance.stringNode(entry.getKey()), "regular expressions");
      }
      patterns.put(entry.getKey(), entry.getValue());
    }
    return patterns;
  }

  private Optional<List<Integer>> layers() {
    JsonNode value = json.path("layers_to_transform");
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    List<JsonNode> layers = value.isArray() ? value.valueStream().toList() : List.of(value);
    return Optional.of(
        layers.stream().map(layer -> whole("layers_to_transform", layer, 0)).toList());
  }

  /// Some first values change the base weights too, again whenever PEFT loads the adapter; the
  /// others are only a beginning. A decoder's layers are in `layers`, wherever they are looked for.
  private void refuseOtherBase(Map<String, JsonNode> refused) {
    JsonNode init = json.path("init_lora_weights");
    if (init.isString() && !List.of("gaussian", "eva", "orthogonal").contains(init.asString())) {
      refused.put("init_lora_weights", init);
    }
    JsonNode pattern = json.path("layers_pattern");
    boolean layers =
        pattern.isString()
            ? pattern.asString().equals("layers")
            : pattern.valueStream().allMatch(p -> p.asString().equals("layers"));
    if (!layers) {
      refused.put("layers_pattern", pattern);
    }
  }

  private void refuseOthers() {
    List<String> used =
        List.of(
            "r",
            "lora_alpha",
            "lora_dropout",
            "target_modules",
            "bias",
            "use_rslora",
            "rank_pattern",
            "alpha_pattern",
            "layers_to_transform",
            "init_lora_weights",
            "layers_pattern");
    Map<String, JsonNode> others = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      JsonNode value = entry.getValue();
      boolean off =
          value.isNull()
              || (value.isBoolean() && !value.asBoolean())
              || (value.isContainer() && value.isEmpty());
      if (!off && !used.contains(entry.getKey()) && !HARMLESS.contains(entry.getKey())) {
        others.put(entry.getKey(), value);
      }
    }
    refuseOtherBase(others);
    if (!others.isEmpty()) {
      throw new UnsupportedException(file + ": not supported: " + others);
    }
  }

  private int whole(String key, JsonNode value, int least) {
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least) {
      throw wrong(key, value, "a whole number of at least " + least);
    }
    return value.intValue();
  }

  private double number(String key, double absent) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return absent;
    }
    if (!value.isNumber()) {
      throw wrong(key, value, "a number");
    }
    return value.asDouble();
  }

  private boolean flag(String key) {
    JsonNode value = json.path(key);
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      throw wrong(key, value, "true or false");
    }
    return value.isBoolean() && value.booleanValue();
  }

  private String text(String key, String absent) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return absent;
    }
    if (!value.isString()) {
      throw wrong(key, value, "a text");
    }
    return value.stringValue();
  }

  private InvalidInputException wrong(String key, JsonNode found, String expected) {
    String shown = found.isString() ? found.stringValue() : found.toString();
    return new InvalidInputException(
        file + ": " + key + ": found " + Excerpt.of(shown) + ", expected " + expected);
  }

  /// Writes what PEFT needs to load the adapter onto the base model.
  static void write(Path directory, Method.Lora settings, List<String> modules, String base) {
    JsonMapper mapper = JsonMapper.builder().build();
    ObjectNode json = mapper.createObjectNode();
    json.set("alpha_pattern", mapper.valueToTree(settings.alphaPattern()));
    boolean atRevision = base.matches("[^/@:]+/[^/@:]+@.+"); // of a hub; PEFT has a key for it
    json.put("base_model_name_or_path", atRevision ? base.substring(0, base.indexOf('@')) : base);
    json.put("bias", settings.bias().name().toLowerCase(Locale.ROOT));
    json.put("fan_in_fan_out", false);
    json.put("inference_mode", true);
    json.put("init_lora_weights", true);
    settings
        .layersToTransform()
        .ifPresent(layers -> json.set("layers_to_transform", mapper.valueToTree(layers)));
    json.put("lora_alpha", settings.alpha());
    json.put("lora_dropout", settings.dropout());
    json.putNull("modules_to_save");
    json.put("peft_type", "LORA");
    json.put("r", settings.r());
    json.set("rank_pattern", mapper.valueToTree(settings.rankPattern()));
    if (atRevision) {
      json.put("revision", base.substring(base.indexOf('@') + 1));
    }
    json.set("target_modules", mapper.valueToTree(modules));
    json.put("task_type", "CAUSAL_LM");
    json.put("use_dora", false);
    json.put("use_rslora", settings.useRslora());
    try {
      AtomicFiles.write(
          directory.resolve(FILE),
          mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json));
    } catch (IOException e) {
      throw new ResourceException(directory.resolve(FILE) + ": could not be written: " + e, e);
    }
  }
}
