package luthier.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The steps of a `tokenizer.json` around its model: normalizer, pre-tokenizer, post-processor,
/// decoder. Each is one object or a sequence of them, at any depth.
final class Components {

  /// The key under which each kind holds the parts of a sequence.
  static final Map<String, String> PARTS =
      Map.of(
          "normalizer", "normalizers",
          "pre_tokenizer", "pretokenizers",
          "post_processor", "processors",
          "decoder", "decoders");

  /// A step and its place in the file.
  record Step(String path, JsonNode node) {

    String type() {
      JsonNode type = node.get("type");
      return type != null && type.isString() ? type.stringValue() : "";
    }

    /// The value of a key, as a step of its own.
    Step child(String key) {
      return new Step(path + "." + key, node.path(key));
    }
  }

  private Components() {}

  /// All steps of one kind in their order, sequences taken apart.
  static List<Step> steps(JsonNode root, String kind) {
    List<Step> steps = new ArrayList<>();
    add(steps, kind, root.get(kind), PARTS.getOrDefault(kind, ""));
    return steps;
  }

  private static void add(List<Step> steps, String path, @Nullable JsonNode node, String parts) {
    if (node == null || node.isNull()) {
      return;
    }
    JsonNode children = node.get(parts);
    if (children == null || !children.isArray()) {
      steps.add(new Step(path, node));
      return;
    }
    for (int i = 0; i < children.size(); i++) {
      add(steps, path + "." + parts + "[" + i + "]", children.get(i), parts);
    }
  }

  /// Where these steps put a blank in front of a text.
  static PrefixSpace prefixSpace(JsonNode root) {
    if (steps(root, "normalizer").stream().anyMatch(step -> step.type().equals("Prepend"))) {
      return PrefixSpace.ALWAYS;
    }
    PrefixSpace found = PrefixSpace.NEVER;
    for (Step step : steps(root, "pre_tokenizer")) {
      boolean addsSpace = step.node().path("add_prefix_space").asBoolean(true);
      if (step.type().equals("ByteLevel") && addsSpace) {
        return PrefixSpace.ALWAYS;
      }
      if (step.type().equals("Metaspace")) {
        String scheme = step.node().path("prepend_scheme").asString(addsSpace ? "always" : "never");
        if (scheme.equals("always")) {
          return PrefixSpace.ALWAYS;
        }
        found = scheme.equals("first") ? PrefixSpace.FIRST : found;
      }
    }
    return found;
  }

  /// A copy whose steps put no blank in front of a text.
  static ObjectNode withoutPrefixSpace(ObjectNode root) {
    ObjectNode copy = root.deepCopy();
    for (Step step : steps(copy, "normalizer")) {
      if (step.type().equals("Prepend") && step.node() instanceof ObjectNode node) {
        node.removeAll();
        node.put("type", "Sequence").putArray("normalizers");
      }
    }
    for (Step step : steps(copy, "pre_tokenizer")) {
      if (step.node() instanceof ObjectNode node) {
        if (step.type().equals("ByteLevel")) {
          node.put("add_prefix_space", false);
        } else if (step.type().equals("Metaspace")) {
          node.put("prepend_scheme", "never");
          node.remove("add_prefix_space");
        }
      }
    }
    return copy;
  }
}
